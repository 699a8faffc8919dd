import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Clock, SystemClock } from '../../clock.ts';
import type { Logger } from '../../observe/logger.ts';
import { Speech, type SpeechOptions } from '../speech/speech.ts';
import { Faults, sendFatal } from './faults.ts';
import { ModelScript } from './modelScript.ts';
import { LARGEST_APPEND_BYTES } from './pcmFromBase64.ts';
import { PhraseBook } from './phraseBook.ts';
import { RealtimeSession } from './realtimeSession.ts';
import { Recording } from './recording.ts';
import type { RealtimeDialect } from './sessionConfig.ts';
import { SessionSocket } from './sessionSocket.ts';
import { judgeUpgrade, refuseUpgrade, type UpgradeRules } from './upgrade.ts';
import { WireError } from './wireError.ts';

export interface LocalRealtimeOptions {
  /** 0 (default) takes a free port. */
  port?: number;
  /** Only ever a loopback address; default `127.0.0.1`. */
  host?: '127.0.0.1' | '::1';
  log?: Logger;
  /** Default both. Without `beta` it refuses it as api.openai.com does; with `beta` alone every client is spoken to in beta. */
  dialects?: readonly RealtimeDialect[];
  /** The key clients must show; default: any or none. */
  requiredKey?: string;
  /** Models it has; default: any name. */
  models?: readonly string[];
  /** After this a session expires. Default 60 min. */
  sessionLimitMs?: number;
  /** Speech shared with others; by default it makes and closes its own. */
  speech?: Speech;
  clock?: Clock;
}

const SESSION_LIMIT_MS = 60 * 60_000;
const MOST_SESSIONS_KEPT = 500;
/** The largest append as base64 with its JSON around it. */
const LARGEST_MESSAGE_BYTES = Math.ceil(LARGEST_APPEND_BYTES / 3) * 4 + 64 * 1024;
const UNUSABLE_CLOSE = 4000;

/**
 * A server that speaks OpenAI's Realtime protocol on this machine alone, in both dialects. It hears (VAD on audio time), understands
 * sentences it was taught ({@link phrases}), answers with speech made offline, and does what its {@link script} says.
 */
export class LocalRealtime {
  /** Every session there was, oldest first (bounded). */
  readonly sessions: RealtimeSession[] = [];
  /** All events both ways. */
  readonly recording = new Recording();
  /** What to answer, and how to misbehave. */
  readonly script: ModelScript;
  /** The sentences it understands. */
  readonly phrases = new PhraseBook();
  readonly speech: Speech;
  readonly #options: LocalRealtimeOptions;
  readonly #rules: UpgradeRules;
  readonly #clock: Clock;
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE_BYTES,
    autoPong: false,
    handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
  });
  readonly #live = new Map<WebSocket, SessionSocket>();
  readonly #delays = new Set<() => void>();
  #sessionsMade = 0;
  #url = '';

  private constructor(options: LocalRealtimeOptions) {
    this.#options = options;
    this.#clock = options.clock ?? new SystemClock();
    this.#rules = {
      requiredKey: options.requiredKey,
      models: options.models,
      dialects: options.dialects ?? ['ga', 'beta'],
    };
    this.speech = options.speech ?? new Speech();
    this.script = new ModelScript(new Faults(() => this.#live.values()));
    this.#http = createServer((_request, response) => {
      response.writeHead(404, { 'Content-Type': 'application/json' });
      response.end(
        JSON.stringify({
          error: { type: 'invalid_request_error', code: 'not_found', message: 'Not found.', param: null },
        }),
      );
    });
    this.#http.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket, head));
  }

  /** Starts listening. @throws Error when the port is taken */
  static async start(options: LocalRealtimeOptions = {}): Promise<LocalRealtime> {
    const server = new LocalRealtime(options);
    await server.#listen();
    return server;
  }

  /** The whole address without query: `ws://127.0.0.1:PORT/v1/realtime`. */
  get url(): string {
    return this.#url;
  }

  /** The newest session. @throws Error when there was none */
  get session(): RealtimeSession {
    const last = this.sessions.at(-1);
    if (last === undefined) throw new Error('no session was opened yet');
    return last;
  }

  /**
   * Makes a sentence understood when it is said in this voice, and gives its sound: 24 kHz mono, ready to be spoken by a simulated
   * person.
   *
   * @throws Error as {@link Speech.synthesize}
   */
  async teach(text: string, options?: SpeechOptions): Promise<Int16Array> {
    const pcm = await this.speech.synthesize(text, options);
    this.phrases.add({ text, pcm });
    return pcm;
  }

  /** Ends every session, the port and the speech worker. */
  async stop(): Promise<void> {
    for (const cancel of this.#delays) cancel();
    for (const socket of this.#live.keys()) socket.terminate();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
    if (this.#options.speech === undefined) await this.speech.close();
  }

  async #listen(): Promise<void> {
    const host = this.#options.host ?? '127.0.0.1';
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(this.#options.port ?? 0, host, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
    const address = this.#http.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    this.#url = `ws://${host.includes(':') ? `[${host}]` : host}:${port}/v1/realtime`;
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { faults } = this.script;
    const refusal = faults.takeRefusal();
    if (refusal !== undefined) {
      refuseUpgrade(socket, refusal);
      return;
    }
    const verdict = judgeUpgrade(request, this.#rules);
    if (verdict.kind === 'refused') {
      refuseUpgrade(socket, verdict.refusal);
      return;
    }
    const accept = () =>
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        if (verdict.kind === 'unusable') turnAway(client, verdict.code, verdict.message);
        else this.#open(client, verdict.model, verdict.dialect);
      });
    if (faults.acceptDelayMs === 0) {
      accept();
      return;
    }
    const cancel = this.#clock.after(faults.acceptDelayMs, () => {
      this.#delays.delete(cancel);
      if (!socket.destroyed) accept();
    });
    this.#delays.add(cancel);
  }

  #open(client: WebSocket, model: string, dialect: RealtimeDialect): void {
    const { recording, script, speech, phrases } = this;
    const id = `sess_${++this.#sessionsMade}`;
    const socket = new SessionSocket(id, client, recording);
    const limitMs = this.#options.sessionLimitMs ?? SESSION_LIMIT_MS;
    const clock = this.#clock;
    const session = new RealtimeSession({
      id,
      dialect,
      model,
      limitMs,
      clock,
      script,
      speech,
      phrases,
      recording,
      socket,
    });
    this.#live.set(client, socket);
    this.sessions.push(session);
    if (this.sessions.length > MOST_SESSIONS_KEPT) this.sessions.shift();
    recording.add(id, 'socket', { type: 'socket.open', dialect, model });
    this.#options.log?.debug({ session: id, dialect, model }, 'realtime session opened');
    client.on('message', (data, isBinary) => {
      if (isBinary) {
        const error = new WireError({ code: 'invalid_value', message: 'Binary messages are not supported.' });
        return session.refuse(error, null);
      }
      session.receive(data.toString());
    });
    // A message beyond the limit or a broken frame: ws closes the connection itself.
    client.on('error', (error) =>
      this.#options.log?.debug({ session: id, err: error }, 'realtime socket failed'),
    );
    client.on('close', (code) => {
      this.#live.delete(client);
      session.dispose();
      recording.add(id, 'socket', { type: 'socket.close', code });
      this.#options.log?.debug({ session: id, code }, 'realtime session closed');
    });
    script.faults.prepare(socket);
    const fatal = script.faults.takeFatal();
    if (fatal === undefined) session.start();
    else sendFatal(socket, fatal);
  }
}

/** The upgrade succeeded, no `session.created` comes: an error, then close 4000. */
function turnAway(client: WebSocket, code: string, message: string): void {
  client.on('error', () => client.terminate());
  const error = { type: 'invalid_request_error', code, message, param: null, event_id: null };
  client.send(JSON.stringify({ type: 'error', event_id: 'event_refused', error }));
  client.close(UNUSABLE_CLOSE, `invalid_request_error.${code}`);
}
