import type { VoiceConnection } from '@discordjs/voice';
import { isSilencePacket, SILENCE_PACKET } from '../audio/format.ts';
import { awaitsGroup } from './hardening/connectionDave.ts';
import type { FaultName } from './hardening/voiceFault.ts';

/** What the tap tells the player. */
export interface OutboundListener {
  /** This packet went to the UDP socket. */
  dispatched(packet: Buffer): void;
  /** This packet was prepared and will never leave. */
  lost(packet: Buffer): void;
  count(fault: FaultName): void;
}

const SILENCE = Buffer.from(SILENCE_PACKET);

/**
 * Sits between AudioPlayer and one VoiceConnection. The player calls `prepareAudioPacket` 20 ms before `dispatchAudio`;
 * only the second is the truth about what was played. An error while sealing a packet (thrown in the player's timer,
 * it would end the process) costs that packet alone.
 */
export class OutboundTap {
  readonly #connection: VoiceConnection;
  readonly #listener: OutboundListener;
  readonly #prepare: VoiceConnection['prepareAudioPacket'];
  readonly #dispatch: VoiceConnection['dispatchAudio'];
  /** The packet that the next beat dispatches. */
  #prepared: Buffer | undefined;

  constructor(connection: VoiceConnection, listener: OutboundListener) {
    this.#connection = connection;
    this.#listener = listener;
    this.#prepare = connection.prepareAudioPacket.bind(connection);
    this.#dispatch = connection.dispatchAudio.bind(connection);
    connection.prepareAudioPacket = (packet) => this.prepare(packet);
    connection.dispatchAudio = () => this.#dispatchPrepared();
  }

  /** Makes this packet the next to leave, in place of one that is prepared and has not left. */
  prepare(packet: Buffer): Buffer | undefined {
    this.#forgetPrepared();
    const withheld = !isSilencePacket(packet) && awaitsGroup(this.#connection);
    if (withheld) this.#listener.count('voiceWithheldUnencrypted');
    let sealed: Buffer | undefined;
    try {
      sealed = this.#prepare(withheld ? SILENCE : packet);
    } catch {
      this.#listener.count('sendFailed');
    }
    if (sealed === undefined || withheld) this.#listener.lost(packet);
    else this.#prepared = packet;
    return sealed;
  }

  /** Puts silence in the place of a prepared packet: it will not leave. */
  dropPrepared(): void {
    if (this.#prepared !== undefined) this.prepare(SILENCE);
  }

  /** Gives the connection its own methods back. */
  close(): void {
    this.#forgetPrepared();
    Reflect.deleteProperty(this.#connection, 'prepareAudioPacket');
    Reflect.deleteProperty(this.#connection, 'dispatchAudio');
  }

  #dispatchPrepared(): boolean | undefined {
    const packet = this.#prepared;
    this.#prepared = undefined;
    const sent = this.#dispatch();
    if (packet === undefined) return sent;
    if (sent === true) this.#listener.dispatched(packet);
    else this.#listener.lost(packet);
    return sent;
  }

  #forgetPrepared(): void {
    const packet = this.#prepared;
    this.#prepared = undefined;
    if (packet !== undefined) this.#listener.lost(packet);
  }
}
