import type { VoiceConnection } from '@discordjs/voice';
import { SILENCE_PACKET } from '../audio/format.ts';
import { awaitsGroup } from './hardening/connectionDave.ts';
import type { FaultName } from './hardening/voiceFault.ts';
import { type OutgoingPacket, PACKET_DUE } from './outgoingPackets.ts';

/** What the tap asks of the player, and tells it. */
export interface OutboundListener {
  /** The packet that leaves now; `null`: there is none. */
  pull(): OutgoingPacket | null;
  /** This packet went to the UDP socket. */
  dispatched(packet: OutgoingPacket): void;
  count(fault: FaultName): void;
}

const SILENCE = Buffer.from(SILENCE_PACKET);

/**
 * Sits between AudioPlayer and one VoiceConnection. The player calls `prepareAudioPacket` one beat before `dispatchAudio`; here a
 * packet is made and sealed only at the second, which is the truth about what was played. An error while sealing it (thrown in
 * the player's timer, it would end the process) costs that packet alone.
 */
export class OutboundTap {
  readonly #connection: VoiceConnection;
  readonly #listener: OutboundListener;
  readonly #prepare: VoiceConnection['prepareAudioPacket'];
  readonly #dispatch: VoiceConnection['dispatchAudio'];
  /** What the next beat sends. */
  #due: 'packet' | 'silence' | undefined;

  constructor(connection: VoiceConnection, listener: OutboundListener) {
    this.#connection = connection;
    this.#listener = listener;
    this.#prepare = connection.prepareAudioPacket.bind(connection);
    this.#dispatch = connection.dispatchAudio.bind(connection);
    connection.prepareAudioPacket = (packet) => this.#onPrepare(packet);
    connection.dispatchAudio = () => this.#onDispatch();
  }

  /** The next beat sends a packet, whether or not the library has read one from the stream. */
  packetDue(): void {
    this.#due = 'packet';
  }

  /** The next beat sends silence where it would have sent a packet. */
  silenceDue(): void {
    if (this.#due === 'packet') this.#due = 'silence';
  }

  /** Gives the connection its own methods back. */
  close(): void {
    this.#due = undefined;
    Reflect.deleteProperty(this.#connection, 'prepareAudioPacket');
    Reflect.deleteProperty(this.#connection, 'dispatchAudio');
  }

  /** Called in the second half of the player's beat. An answer that has begun since the first half needs no silence before it. */
  #onPrepare(packet: Buffer): undefined {
    if (packet === PACKET_DUE) this.#due = 'packet';
    else this.#due ??= 'silence';
  }

  #onDispatch(): boolean | undefined {
    const due = this.#due;
    this.#due = undefined;
    if (due === undefined) return this.#dispatch();
    const packet = due === 'packet' ? this.#listener.pull() : null;
    const withheld = packet !== null && awaitsGroup(this.#connection);
    if (withheld) this.#listener.count('voiceWithheldUnencrypted');
    try {
      this.#prepare(packet === null || withheld ? SILENCE : packet.opus);
    } catch {
      this.#listener.count('sendFailed');
      return false;
    }
    const sent = this.#dispatch();
    if (sent === true && packet !== null && !withheld) this.#listener.dispatched(packet);
    return sent;
  }
}
