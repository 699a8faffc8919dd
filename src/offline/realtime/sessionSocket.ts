import type { WebSocket } from 'ws';
import type { ServerEvent } from './dialectEncoder.ts';
import type { Recording } from './recording.ts';

/** What may be done to an event on its way out. */
export type Mangle = 'drop' | 'duplicate' | 'swapWithNext' | 'badBase64';

/** A client that reads nothing is dropped before it costs more memory than this. */
const MOST_BUFFERED_BYTES = 64 * 1024 * 1024;
const MOST_HELD = 10_000;

/** One client's connection: numbers and records what goes out, and can be made to misbehave. */
export class SessionSocket {
  readonly sessionId: string;
  readonly #socket: WebSocket;
  readonly #recording: Recording;
  readonly #mangles: { type: string; how: Mangle }[] = [];
  #events = 0;
  #stalled = false;
  #deaf = false;
  #held: ServerEvent[] = [];
  #swapped: ServerEvent | undefined;

  constructor(sessionId: string, socket: WebSocket, recording: Recording) {
    this.sessionId = sessionId;
    this.#socket = socket;
    this.#recording = recording;
    socket.on('ping', (data) => {
      if (!this.#deaf && !this.#stalled && socket.readyState === socket.OPEN) socket.pong(data);
    });
  }

  get open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Half-open: to this connection nothing arrives any more. */
  get deaf(): boolean {
    return this.#deaf;
  }

  /** Sends an event under the next event id. */
  emit(event: ServerEvent): void {
    if (this.#deaf) return;
    const at = this.#mangles.findIndex((one) => one.type === event.type || one.type === '*');
    const how = at < 0 ? undefined : this.#mangles.splice(at, 1)[0]?.how;
    if (how === 'drop') return;
    if (how === 'swapWithNext') {
      this.#swapped = event;
      return;
    }
    const sent = how === 'badBase64' ? { ...event, delta: '***not base64***' } : event;
    this.#deliver(sent);
    if (how === 'duplicate') this.#deliver(sent);
    if (this.#swapped === undefined) return;
    const swapped = this.#swapped;
    this.#swapped = undefined;
    this.#deliver(swapped);
  }

  /** Sends bytes as they are: garbage, a binary frame, something huge. */
  sendRaw(data: string | Uint8Array): void {
    this.#recording.add(this.sessionId, 'toClient', { type: 'raw', bytes: data.length });
    if (this.open) this.#socket.send(data);
  }

  /** The next event of `type` (`*`: any) is mangled. */
  mangleNext(type: string, how: Mangle): void {
    this.#mangles.push({ type, how });
  }

  /** From now on nothing is sent, not even pongs; what would have been waits for {@link resume}. */
  stall(): void {
    this.#stalled = true;
  }

  resume(): void {
    this.#stalled = false;
    const held = this.#held;
    this.#held = [];
    for (const event of held) this.#write(event);
  }

  /** The other end of a half-open connection: reads nothing, says nothing, answers no ping, closes nothing. */
  goDeaf(): void {
    this.#deaf = true;
    this.#socket.pause();
  }

  close(code: number, reason = ''): void {
    this.#socket.close(code, reason);
  }

  /** Cuts the connection without a close frame: the client sees 1006. */
  kill(): void {
    this.#socket.terminate();
  }

  #deliver(event: ServerEvent): void {
    this.#events++;
    this.#write({ event_id: `event_${this.sessionId}_${this.#events}`, ...event });
  }

  #write(event: ServerEvent): void {
    if (this.#stalled) {
      if (this.#held.length < MOST_HELD) this.#held.push(event);
      return;
    }
    if (!this.open) return;
    if (this.#socket.bufferedAmount > MOST_BUFFERED_BYTES) {
      this.#socket.terminate();
      return;
    }
    this.#recording.add(this.sessionId, 'toClient', event);
    this.#socket.send(JSON.stringify(event));
  }
}
