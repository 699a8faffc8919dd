import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { CancelTimer, Clock } from '../clock.ts';
import type { ParleyError } from '../errors.ts';
import { closeError, retryAfterMs, upgradeRefusal } from './connectionErrors.ts';
import type { DialectEncoder } from './dialectEncoder.ts';
import { sessionLost, unreachable, unusableAddress } from './modelErrors.ts';
import type { ModelSettings } from './modelSettings.ts';

/** From the first packet to the end of the upgrade. */
export const HANDSHAKE_TIMEOUT_MS = 5_000;
export const PING_PERIOD_MS = 20_000;
/** A server that is silent for so long after a ping is gone. */
export const PONG_TIMEOUT_MS = 10_000;
/** After something was sent and nothing came for so long, the server is asked whether it is there. */
export const SILENT_MS = 3_000;
/** Asked so, it answers within this: somebody waits. */
export const URGENT_PONG_TIMEOUT_MS = 3_000;
/** A larger message closes the socket: appends may be 15 MiB, so a server may think in such sizes too. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Of a refused upgrade's answer only so much is read, and no longer. */
export const MAX_REFUSAL_BYTES = 16 * 1024;
export const REFUSAL_TIMEOUT_MS = 2_000;
/** Unsent bytes beyond this, more than a minute of kept sound and what is said behind it: the way to the server is blocked for good. */
export const MAX_UNSENT_BYTES = 12 * 1024 * 1024;
/** How long the other side may take to answer our goodbye before the connection is cut. */
const CLOSE_TIMEOUT_MS = 1_000;
const CLOSE_NORMAL = 1000;

/** What a socket tells its owner. After `closed`, or after `close()` was called, it tells nothing more. */
export interface ModelSocketEvents {
  open(): void;
  text(frame: string): void;
  /** A frame that is no text: the protocol has none. */
  binary(): void;
  roundTrip(roundTripMs: number): void;
  /**
   * Never opened, refused, or lost: `error.retryable` tells whether to come again, and `retryAfterMs` how soon, where the server says.
   */
  closed(error: ParleyError, retryAfterMs: number | undefined): void;
}

/**
 * One WebSocket connection to the model, from its upgrade to its end: bounded, watched by pings, and silent after `close()`.
 * While it is used it is watched closely, because somebody waits for what comes of it.
 */
export class ModelSocket {
  readonly #clock: Clock;
  readonly #events: ModelSocketEvents;
  readonly #settings: ModelSettings;
  readonly #socket: WebSocket;
  readonly #timers = new Set<CancelTimer>();
  #ended = false;
  #opened = false;
  #refusal: IncomingMessage | undefined;
  #lastError: Error | undefined;
  #pings = 0;
  #pingedMs = 0;
  #pongTimer: CancelTimer | undefined;
  /** Something was sent, and nothing has come since. */
  #silenceTimer: CancelTimer | undefined;

  /** @throws ParleyError `config_invalid` if address or headers cannot be used at all. */
  constructor(settings: ModelSettings, dialect: DialectEncoder, clock: Clock, events: ModelSocketEvents) {
    this.#settings = settings;
    this.#clock = clock;
    this.#events = events;
    this.#socket = openSocket(settings, dialect);
    this.#listen();
    this.#timers.add(
      clock.after(HANDSHAKE_TIMEOUT_MS, () => this.#end(unreachable('the upgrade took too long'))),
    );
  }

  /** Bytes that were sent and have not left yet. */
  get unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Hands one text frame to the kernel, now. */
  send(text: string): void {
    if (this.#ended || !this.#opened) return;
    if (this.unsentBytes > MAX_UNSENT_BYTES) {
      this.#end(sessionLost('the connection takes nothing any more'));
      return;
    }
    this.#socket.send(text);
    this.#silenceTimer ??= this.#clock.after(SILENT_MS, () => this.#ping(URGENT_PONG_TIMEOUT_MS));
  }

  /** Says goodbye; nothing is told from now on. */
  close(): void {
    if (!this.#release()) return;
    // Before the upgrade is done ws takes this as a failure and says so: the listener left behind hears it.
    this.#socket.close(CLOSE_NORMAL);
  }

  #listen(): void {
    this.#socket.on('open', () => this.#onOpen());
    this.#socket.on('message', (data, isBinary) => {
      this.#seenAlive();
      if (isBinary || !Buffer.isBuffer(data)) this.#events.binary();
      else this.#events.text(data.toString('utf8'));
    });
    this.#socket.on('pong', (data) => this.#onPong(data.toString('utf8')));
    this.#socket.on('ping', () => this.#seenAlive());
    this.#socket.on('unexpected-response', (_request, response) => this.#onRefused(response));
    this.#socket.on('error', (error) => {
      this.#lastError = error;
      if (!this.#opened && this.#refusal === undefined) this.#end(unreachable(error.message, error));
    });
    this.#socket.on('close', (code, reason) => {
      const said = reason.toString('utf8') || this.#lastError?.message || '';
      this.#end(closeError(code, said, this.#settings.dialect, this.#lastError));
    });
  }

  #onOpen(): void {
    this.#opened = true;
    this.#cancelTimers();
    const pingNowAndThen = () => {
      if (this.#pongTimer === undefined) this.#ping(PONG_TIMEOUT_MS);
    };
    this.#timers.add(this.#clock.every(PING_PERIOD_MS, pingNowAndThen));
    pingNowAndThen();
    this.#events.open();
  }

  #ping(timeoutMs: number): void {
    this.#pings += 1;
    this.#pingedMs = this.#clock.nowMs();
    this.#pongTimer?.();
    // In two halves: after a standstill of this process the pong that lies in the socket is read between them.
    this.#pongTimer = this.#clock.after(timeoutMs / 2, () => {
      this.#pongTimer = this.#clock.after(timeoutMs / 2, () => this.#end(sessionLost('it answers no pings')));
    });
    this.#socket.ping(String(this.#pings));
  }

  #onPong(payload: string): void {
    this.#seenAlive();
    // Only the pong of the last ping measures it.
    if (payload === String(this.#pings)) this.#events.roundTrip(this.#clock.nowMs() - this.#pingedMs);
  }

  #seenAlive(): void {
    this.#pongTimer?.();
    this.#pongTimer = undefined;
    this.#silenceTimer?.();
    this.#silenceTimer = undefined;
  }

  /** Reads what the server says about its refusal: the code in it tells a wrong key from an empty account. */
  #onRefused(response: IncomingMessage): void {
    this.#cancelTimers();
    this.#refusal = response;
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = () => {
      const body = Buffer.concat(chunks).subarray(0, MAX_REFUSAL_BYTES).toString('utf8');
      const status = response.statusCode ?? 0;
      this.#end(upgradeRefusal(status, body), retryAfterMs(status, response.headers['retry-after']));
    };
    this.#timers.add(this.#clock.after(REFUSAL_TIMEOUT_MS, finish));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= MAX_REFUSAL_BYTES) finish();
    });
    response.on('end', finish);
    response.on('error', finish);
    response.on('close', finish);
  }

  #end(error: ParleyError, retryAfterMs?: number): void {
    if (!this.#release()) return;
    this.#socket.terminate();
    this.#events.closed(error, retryAfterMs);
  }

  /** Lets go of timers and listeners. Returns false if that was done before. */
  #release(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#cancelTimers();
    this.#seenAlive();
    this.#refusal?.removeAllListeners();
    this.#refusal?.on('error', ignore);
    this.#socket.removeAllListeners();
    // An error without a listener would be an uncaught exception.
    this.#socket.on('error', ignore);
    return true;
  }

  #cancelTimers(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }
}

function ignore(): void {}

function openSocket(settings: ModelSettings, dialect: DialectEncoder): WebSocket {
  const options = {
    headers: { ...dialect.upgradeHeaders, ...settings.headers },
    maxPayload: MAX_MESSAGE_BYTES,
    // Compression would hold every append back, and gains little on sound.
    perMessageDeflate: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
  };
  try {
    const url = new URL(settings.url);
    if (!url.searchParams.has('model')) url.searchParams.set('model', settings.model);
    return new WebSocket(url, options);
  } catch (thrown) {
    // Neither node nor ws repeat a header's value in these messages.
    throw unusableAddress(thrown instanceof Error ? thrown.message : 'unknown reason');
  }
}
