import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';

/** An event that a client sent, as it came. */
export type Received = Record<string, unknown> & { type: string };

/** How a scripted model treats an upgrade that it refuses. `status` is the whole first line's code. */
export interface Refusal {
  status: number;
  body?: string;
  headers?: Record<string, string>;
  /** Never ends its answer. */
  hangs?: boolean;
}

/** One client's connection, from the server's side. */
export class ScriptedConnection {
  readonly request: IncomingMessage;
  readonly socket: WebSocket;
  /** Every event the client has sent, oldest first. */
  readonly received: Received[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #waiters = new Set<() => void>();

  constructor(socket: WebSocket, request: IncomingMessage) {
    this.socket = socket;
    this.request = request;
    socket.on('message', (data: RawData) => {
      const event: unknown = JSON.parse(data.toString());
      if (!isReceived(event)) throw new Error('the client sent something that is no event');
      this.received.push(event);
      for (const look of this.#waiters) look();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  /** The types of what was received, in order. */
  get types(): string[] {
    return this.received.map((event) => event.type);
  }

  all(type: string): Received[] {
    return this.received.filter((event) => event.type === type);
  }

  /** Resolves with the `count`th event of this type. */
  async nth(type: string, count = 1): Promise<Received> {
    await this.until(() => this.all(type).length >= count);
    const event = this.all(type)[count - 1];
    if (event === undefined) throw new Error(`no ${type}`);
    return event;
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
      look();
    });
  }

  send(event: { type: string } & Record<string, unknown>): void {
    this.socket.send(JSON.stringify({ event_id: 'event_of_server', ...event }));
  }

  error(error: Record<string, unknown>): void {
    this.send({ type: 'error', error: { type: 'invalid_request_error', message: 'no', ...error } });
  }
}

function isReceived(event: unknown): event is Received {
  return typeof event === 'object' && event !== null && 'type' in event && typeof event.type === 'string';
}

/** What a scripted model does when it is told nothing else. */
export interface ScriptedModelOptions {
  /** Answers `session.update` with `session.updated`. Default true. */
  configures?: boolean;
  /** Refuses the upgrade with what this returns. */
  refuse?: (request: IncomingMessage, attempt: number) => Refusal | undefined;
  /** Lets the upgrade hang for ever. */
  hangs?: boolean;
}

/** A realtime server on 127.0.0.1 that says only what a test tells it to. */
export class ScriptedModel {
  readonly #http: Server;
  readonly #webSockets = new WebSocketServer({ noServer: true });
  readonly #raw = new Set<Duplex>();
  readonly #options: ScriptedModelOptions;
  readonly connections: ScriptedConnection[] = [];
  #upgrades = 0;
  readonly #waiters = new Set<() => void>();

  private constructor(http: Server, options: ScriptedModelOptions) {
    this.#http = http;
    this.#options = options;
    http.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket, head));
  }

  static async start(options: ScriptedModelOptions = {}): Promise<ScriptedModel> {
    const http = createServer();
    const model = new ScriptedModel(http, options);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return model;
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#http.address();
    if (address === null || typeof address === 'string') throw new Error('the model does not listen');
    return address.port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/v1/realtime`;
  }

  /** Upgrade requests so far, refused ones included. */
  get upgrades(): number {
    return this.#upgrades;
  }

  /** Resolves with the `count`th connection. */
  async connection(count = 1): Promise<ScriptedConnection> {
    await this.#until(() => this.connections.length >= count);
    const connection = this.connections[count - 1];
    if (connection === undefined) throw new Error('no connection');
    return connection;
  }

  /** Resolves when so many upgrades were asked for. */
  upgraded(count: number): Promise<void> {
    return this.#until(() => this.#upgrades >= count);
  }

  /** Sockets that are open right now. */
  get openSockets(): number {
    return this.#raw.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.#raw) socket.destroy();
    if (!this.#http.listening) return;
    this.#http.close();
    await once(this.#http, 'close');
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#upgrades += 1;
    this.#raw.add(socket);
    socket.on('close', () => {
      this.#raw.delete(socket);
      this.#look();
    });
    socket.on('error', () => undefined);
    this.#look();
    const refusal = this.#options.refuse?.(request, this.#upgrades);
    if (refusal !== undefined) {
      const headers = Object.entries(refusal.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 ${refusal.status} No\r\n${headers.join('')}Connection: close\r\n\r\n`);
      socket.write(refusal.body ?? '');
      if (!refusal.hangs) socket.end();
      return;
    }
    if (this.#options.hangs) {
      // Who does not read does not learn that the client has left.
      socket.resume();
      socket.on('end', () => socket.end());
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new ScriptedConnection(webSocket, request);
      this.connections.push(connection);
      if (this.#options.configures ?? true) {
        connection.send({ type: 'session.created', session: {} });
        void connection
          .nth('session.update')
          .then((event) => connection.send({ type: 'session.updated', session: event.session }));
      }
      this.#look();
    });
  }

  /** Resolves when no client is connected any more. */
  deserted(): Promise<void> {
    return this.#until(() => this.#raw.size === 0);
  }

  #look(): void {
    for (const look of this.#waiters) look();
  }

  #until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
      look();
    });
  }
}
