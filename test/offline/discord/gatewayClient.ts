import { WebSocket } from 'ws';
import { z } from 'zod';

const messageSchema = z.object({
  op: z.number(),
  t: z.string().nullable(),
  s: z.number().nullable(),
  d: z.unknown(),
});
export type GatewayMessage = z.infer<typeof messageSchema>;

/** A bare gateway socket: says what it is told to, keeps what it hears. */
export class GatewayClient {
  readonly heard: GatewayMessage[] = [];
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  #look: () => void = () => undefined;

  constructor(url: string, query = 'v=10&encoding=json') {
    this.#socket = new WebSocket(`${url}/?${query}`);
    this.#socket.on('message', (data) => {
      this.heard.push(messageSchema.parse(JSON.parse(data.toString())));
      this.#look();
    });
    this.closed = new Promise((resolve) => this.#socket.on('close', (code) => resolve(code)));
    this.#socket.on('error', () => undefined);
  }

  say(op: number, d: unknown): void {
    this.#socket.send(JSON.stringify({ op, d }));
  }

  sayRaw(text: string): void {
    this.#socket.send(text);
  }

  close(code: number): void {
    this.#socket.close(code);
  }

  /** The first message heard, now or later, with that event name or `op N`. */
  hear(name: string): Promise<GatewayMessage> {
    return new Promise((resolve) => {
      this.#look = () => {
        const found = this.heard.find(({ op, t }) => t === name || `op ${op}` === name);
        if (found !== undefined) resolve(found);
      };
      this.#look();
    });
  }

  async identify(token: string, intents = 1, more: object = {}): Promise<GatewayMessage> {
    await this.hear('op 10');
    this.say(2, { token, intents, properties: {}, ...more });
    return this.hear('READY');
  }
}
