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
  /** The packet that the next beat dispatches, sealed. */
  #prepared: Buffer | undefined;
  /** The one after it, not yet sealed: see {@link OutboundTap.#onPrepare}. */
  #waiting: Buffer | undefined;

  constructor(connection: VoiceConnection, listener: OutboundListener) {
    this.#connection = connection;
    this.#listener = listener;
    this.#prepare = connection.prepareAudioPacket.bind(connection);
    this.#dispatch = connection.dispatchAudio.bind(connection);
    connection.prepareAudioPacket = (packet) => this.#onPrepare(packet);
    connection.dispatchAudio = () => this.#dispatchPrepared();
  }

  /** Makes this packet the next to leave, in place of what is prepared and has not left. */
  prepare(packet: Buffer): void {
    this.#forget();
    this.#seal(packet);
  }

  /** Puts silence in the place of what is prepared: it will not leave. */
  dropPrepared(): void {
    if (this.#prepared !== undefined || this.#waiting !== undefined) this.prepare(SILENCE);
  }

  /** Gives the connection its own methods back. */
  close(): void {
    this.#forget();
    Reflect.deleteProperty(this.#connection, 'prepareAudioPacket');
    Reflect.deleteProperty(this.#connection, 'dispatchAudio');
  }

  /**
   * The player prepares in the second half of its beat. When an answer has begun since the first half, its first frame is
   * prepared already and must not be overwritten: what the player brings waits behind it, and silence is not needed.
   */
  #onPrepare(packet: Buffer): Buffer | undefined {
    if (this.#prepared === undefined || isSilencePacket(this.#prepared)) return this.#seal(packet);
    if (isSilencePacket(packet)) return undefined;
    if (this.#waiting !== undefined) this.#listener.lost(this.#waiting);
    this.#waiting = packet;
    return undefined;
  }

  #seal(packet: Buffer): Buffer | undefined {
    const withheld = !isSilencePacket(packet) && awaitsGroup(this.#connection);
    if (withheld) this.#listener.count('voiceWithheldUnencrypted');
    let sealed: Buffer | undefined;
    try {
      sealed = this.#prepare(withheld ? SILENCE : packet);
    } catch {
      this.#listener.count('sendFailed');
    }
    this.#prepared = sealed === undefined || withheld ? undefined : packet;
    if (this.#prepared === undefined) this.#listener.lost(packet);
    return sealed;
  }

  #dispatchPrepared(): boolean | undefined {
    const packet = this.#prepared;
    const next = this.#waiting;
    this.#prepared = undefined;
    this.#waiting = undefined;
    const sent = this.#dispatch();
    if (next !== undefined) this.#seal(next);
    if (packet === undefined) return sent;
    if (sent === true) this.#listener.dispatched(packet);
    else this.#listener.lost(packet);
    return sent;
  }

  #forget(): void {
    const forgotten = [this.#prepared, this.#waiting];
    this.#prepared = undefined;
    this.#waiting = undefined;
    for (const packet of forgotten) if (packet !== undefined) this.#listener.lost(packet);
  }
}
