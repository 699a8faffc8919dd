import { Readable } from 'node:stream';

/** One Opus packet on its way out. */
export interface OutgoingPacket {
  opus: Buffer;
  /** The packet was dispatched to the UDP socket. */
  left(): void;
}

/** Packets made one by one, when they are pulled. */
export interface PacketSource {
  /** The next packet, or `null` when it is over. */
  next(): OutgoingPacket | null;
  /** Nothing is pulled any more, and what was pulled has left or never will. Called once. */
  finished(): void;
}

/**
 * The sound of one answer or cue as the library wants it: an object-mode stream of Opus packets.
 *
 * The stream's buffer holds nothing (`highWaterMark: 0`), so a packet is pulled, and its sound encoded, in the very call
 * in which the player asks for it. An ordinary stream pulls up to 16 packets ahead, 320 ms that would count as played.
 */
export class OutgoingPackets extends Readable {
  readonly #source: PacketSource;
  readonly #pulled = new Map<Buffer, OutgoingPacket>();
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

  /** Pulls a packet ahead of the stream. `null` when there is none. */
  pull(): Buffer | null {
    if (this.#exhausted) return null;
    const packet = this.#source.next();
    if (packet === null) {
      this.#exhausted = true;
      return null;
    }
    this.#pulled.set(packet.opus, packet);
    return packet.opus;
  }

  override _read(): void {
    let packet: Buffer | null;
    try {
      packet = this.pull();
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.push(packet);
    // Not in the middle of the player's reading: whoever is told may begin the next answer at once.
    if (packet === null) queueMicrotask(() => this.#finishWhenDone());
  }

  /** Was this packet pulled from here, and has it not left yet? */
  owns(packet: Buffer): boolean {
    return this.#pulled.has(packet);
  }

  /** The player dispatched this packet. */
  dispatched(packet: Buffer): void {
    const pulled = this.#pulled.get(packet);
    if (pulled === undefined) return;
    this.#pulled.delete(packet);
    pulled.left();
    this.#finishWhenDone();
  }

  /** This packet was pulled and will never leave. */
  lost(packet: Buffer): void {
    if (this.#pulled.delete(packet)) this.#finishWhenDone();
  }

  /** Ends without a word to the source, which somebody else goes on with. What was pulled and has not left never will. */
  handOver(): PacketSource {
    this.#exhausted = true;
    this.#finished = true;
    this.#pulled.clear();
    this.destroy();
    return this.#source;
  }

  /** No more is pulled, and nothing that was pulled leaves any more. */
  abandon(): void {
    this.#exhausted = true;
    this.#pulled.clear();
    this.#finishWhenDone();
    this.destroy();
  }

  #finishWhenDone(): void {
    if (!this.#exhausted || this.#pulled.size > 0 || this.#finished) return;
    this.#finished = true;
    this.#source.finished();
  }
}
