import { Readable } from 'node:stream';
import { SILENCE_PACKET } from '../audio/format.ts';

/** One Opus packet on its way out. */
export interface OutgoingPacket {
  opus: Buffer;
  /** The packet was dispatched to the UDP socket. */
  left(): void;
}

/** Packets made one by one, each when it is due to leave. */
export interface PacketSource {
  /** The next packet, or `null` when it is over. */
  next(): OutgoingPacket | null;
  /** Will `next` answer `null`? One that says no may still be over at the next beat. */
  readonly isOver: boolean;
  /** Nothing is pulled any more, and what was pulled has left or never will. Called once. */
  finished(): void;
}

/**
 * What the library carries to the connection in place of a packet, known by its identity: the packet itself is made in the
 * moment in which it leaves. One that went astray would be silence.
 */
export const PACKET_DUE = Buffer.from(SILENCE_PACKET);

/**
 * The sound of one answer or cue, to the library an object-mode stream of Opus packets.
 *
 * The library reads a packet one beat before it sends it. What it reads is only {@link PACKET_DUE}; the sound is pulled and encoded
 * at the beat itself ({@link OutgoingPackets.pull}), so that ducking, pausing and cutting act on the very next packet.
 */
export class OutgoingPackets extends Readable {
  readonly #source: PacketSource;
  #exhausted = false;
  #finished = false;

  constructor(source: PacketSource) {
    super({ objectMode: true, highWaterMark: 0 });
    this.#source = source;
  }

  /** Has the source been told that it is over? */
  get isFinished(): boolean {
    return this.#finished;
  }

  /** The packet that leaves now; `null` when it is over. A source that throws ends the stream with its error. */
  pull(): OutgoingPacket | null {
    if (this.#exhausted) return null;
    let packet: OutgoingPacket | null = null;
    try {
      packet = this.#source.next();
    } catch (error) {
      this.#exhausted = true;
      this.destroy(error instanceof Error ? error : new Error(String(error)));
      return null;
    }
    if (packet === null) this.#end();
    return packet;
  }

  override _read(): void {
    if (!this.#exhausted && this.#source.isOver) this.#end();
    this.push(this.#exhausted ? null : PACKET_DUE);
  }

  /** Ends without a word to the source, which somebody else goes on with. */
  handOver(): PacketSource {
    this.#exhausted = true;
    this.#finished = true;
    this.destroy();
    return this.#source;
  }

  /** No more is pulled. */
  abandon(): void {
    this.#exhausted = true;
    this.#finish();
    this.destroy();
  }

  #end(): void {
    this.#exhausted = true;
    // Not in the middle of the player's beat: whoever is told may begin the next answer at once.
    queueMicrotask(() => this.#finish());
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#source.finished();
  }
}
