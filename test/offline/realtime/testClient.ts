import { WebSocket } from 'ws';
import { z } from 'zod';

const eventSchema = z.looseObject({ type: z.string() });
/** An event as it came over the wire. */
export type WireEvent = z.infer<typeof eventSchema>;

const LIMIT_MS = 10_000;

/** A bare WebSocket client that keeps what comes and waits for it. */
export class TestClient {
  readonly events: WireEvent[] = [];
  readonly socket: WebSocket;
  #waiters: (() => void)[] = [];
  closed: { code: number; reason: string } | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const parsed = eventSchema.safeParse(tryJson(data.toString()));
      this.events.push(parsed.success ? parsed.data : { type: 'unreadable' });
      this.#wake();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#wake();
    });
    socket.on('error', () => {});
  }

  static async connect(url: string, options: { beta?: boolean; model?: string } = {}): Promise<TestClient> {
    const headers: Record<string, string> = options.beta === true ? { 'OpenAI-Beta': 'realtime=v1' } : {};
    const client = new TestClient(
      new WebSocket(`${url}?model=${options.model ?? 'gpt-realtime-2.1'}`, { headers }),
    );
    await new Promise((resolve, reject) => {
      client.socket.once('open', resolve);
      client.socket.once('error', reject);
    });
    return client;
  }

  send(event: { type: string; [field: string]: unknown }): void {
    this.socket.send(JSON.stringify(event));
  }

  /** Appends PCM in 20 ms pieces. */
  append(pcm: Int16Array): void {
    for (let at = 0; at < pcm.length; at += 480) {
      const piece = pcm.subarray(at, at + 480);
      const audio = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('base64');
      this.send({ type: 'input_audio_buffer.append', audio });
    }
  }

  /** The first event of this type at or behind `from`. */
  until(wanted: string | ((event: WireEvent) => boolean), from = 0): Promise<WireEvent> {
    const fits = typeof wanted === 'string' ? (event: WireEvent) => event.type === wanted : wanted;
    return this.#wait(
      () => this.events.slice(from).find(fits),
      () => `${wanted} did not come, but ${this.types().join(', ')}`,
    );
  }

  untilClosed(): Promise<{ code: number; reason: string }> {
    return this.#wait(
      () => this.closed,
      () => 'the connection stayed open',
    );
  }

  types(): string[] {
    return this.events.map((event) => event.type);
  }

  ofType(type: string): WireEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  /** All audio of one item, as PCM. */
  audio(type = 'response.output_audio.delta'): Int16Array {
    const bytes = Buffer.concat(this.ofType(type).map((event) => Buffer.from(String(event.delta), 'base64')));
    return new Int16Array(new Uint8Array(bytes).buffer);
  }

  close(): void {
    this.socket.terminate();
  }

  #wait<T>(find: () => T | undefined, complaint: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(complaint())), LIMIT_MS);
      const look = () => {
        const found = find();
        if (found === undefined) return;
        clearTimeout(timer);
        this.#waiters = this.#waiters.filter((one) => one !== look);
        resolve(found);
      };
      this.#waiters.push(look);
      look();
    });
  }

  #wake(): void {
    for (const look of [...this.#waiters]) look();
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const errorSchema = z.object({
  error: z.object({
    type: z.unknown(),
    code: z.unknown(),
    message: z.unknown(),
    param: z.unknown(),
    event_id: z.unknown(),
  }),
});

/** The `error` object of an error event. */
export function errorOf(event: WireEvent): z.infer<typeof errorSchema>['error'] {
  return errorSchema.parse(event).error;
}
