import type { ClientEventType } from './clientEvent.ts';
import type { Mangle, SessionSocket } from './sessionSocket.ts';
import { WireError, type WireErrorBody } from './wireError.ts';

/** An HTTP answer instead of an upgrade. */
export interface UpgradeRefusal {
  status: number;
  error?: Partial<WireErrorBody>;
  headers?: Record<string, string>;
}

/** Errors that end a session for good, as OpenAI words them. */
const FATAL_MESSAGES = {
  insufficient_quota: 'You exceeded your current quota, please check your plan and billing details.',
  invalid_api_key: 'Incorrect API key provided.',
  account_deactivated: 'Your account is not active, please check your billing details.',
  billing_hard_limit_reached: 'Billing hard limit has been reached.',
  session_expired: 'Your session hit the maximum duration of 60 minutes.',
} as const;
export type FatalCode = keyof typeof FATAL_MESSAGES;

const EXPIRED_CLOSE = 1001;
const FATAL_CLOSE = 4000;

/**
 * Trouble on demand. What acts at once hits every open session, or the one named last in the call; what is armed (`...Next`) waits
 * for its occasion.
 */
export class Faults {
  readonly #sockets: () => Iterable<SessionSocket>;
  readonly #refusals: UpgradeRefusal[] = [];
  readonly #replies: { type: ClientEventType; error: WireError }[] = [];
  readonly #fatals: FatalCode[] = [];
  #mangles: { type: string; how: Mangle }[] = [];
  #acceptDelayMs = 0;

  constructor(sockets: () => Iterable<SessionSocket>) {
    this.#sockets = sockets;
  }

  /** Closes with a close frame. */
  close(code: number, reason = '', sessionId?: string): void {
    this.#each(sessionId, (socket) => socket.close(code, reason));
  }

  /** Cuts the TCP connection: 1006 at the client. */
  kill(sessionId?: string): void {
    this.#each(sessionId, (socket) => socket.kill());
  }

  /** The server still reads but says nothing, not even pongs, until {@link resume}. */
  stall(sessionId?: string): void {
    this.#each(sessionId, (socket) => socket.stall());
  }

  /** Ends {@link stall}; what was held back arrives. */
  resume(sessionId?: string): void {
    this.#each(sessionId, (socket) => socket.resume());
  }

  /** The connection stays up but nobody is there: no reading, no pong, no close. */
  halfOpen(sessionId?: string): void {
    this.#each(sessionId, (socket) => socket.goDeaf());
  }

  /** Sends anything: garbage JSON, a binary frame (as bytes). */
  sendRaw(data: string | Uint8Array, sessionId?: string): void {
    this.#each(sessionId, (socket) => socket.sendRaw(data));
  }

  /** Sends one event of about `bytes` characters that nobody knows. */
  sendHuge(bytes: number, sessionId?: string): void {
    this.sendEvent({ type: 'local.huge', padding: 'x'.repeat(bytes) }, sessionId);
  }

  /** Sends an event out of turn: an unknown one, a stale one, one with wrong fields. */
  sendEvent(event: { type: string; [field: string]: unknown }, sessionId?: string): void {
    this.#each(sessionId, (socket) => socket.emit(event));
  }

  /**
   * The next outgoing event of `type` (as written on the wire; `*`: any) is dropped, doubled, swapped or spoilt. When no session is
   * open it waits for the next one.
   */
  mangleNext(type: string, how: Mangle, sessionId?: string): void {
    if (sessionId === undefined && [...this.#sockets()].length === 0) this.#mangles.push({ type, how });
    this.#each(sessionId, (socket) => socket.mangleNext(type, how));
  }

  /** An error that ends the session: the event, then the close a client sees (1001 for `session_expired`, else 4000). */
  fatal(code: FatalCode, sessionId?: string): void {
    this.#each(sessionId, (socket) => sendFatal(socket, code));
  }

  /** The next session opens and at once gets this fatal error instead of `session.created`. */
  fatalNextSession(code: FatalCode): void {
    this.#fatals.push(code);
  }

  /** The next client event of `type` is answered by this error and otherwise ignored. */
  rejectNext(type: ClientEventType, error: Partial<WireErrorBody> = {}): void {
    this.#replies.push({
      type,
      error: new WireError({
        code: error.code ?? 'invalid_value',
        message: error.message ?? 'The local server was told to refuse this.',
        param: error.param ?? null,
        ...(error.type === 'server_error' ? { type: error.type } : {}),
      }),
    });
  }

  /** The next upgrade gets this HTTP answer. Call it several times for several attempts. */
  refuseNextUpgrade(refusal: UpgradeRefusal): void {
    this.#refusals.push(refusal);
  }

  /** Upgrades are accepted this late from now on (0: at once). */
  acceptAfter(delayMs: number): void {
    this.#acceptDelayMs = delayMs;
  }

  /** For the server: what was armed for this occasion, taken. */
  takeRefusal(): UpgradeRefusal | undefined {
    return this.#refusals.shift();
  }

  /** For the server: a session is about to begin. */
  prepare(socket: SessionSocket): void {
    for (const { type, how } of this.#mangles) socket.mangleNext(type, how);
    this.#mangles = [];
  }

  takeFatal(): FatalCode | undefined {
    return this.#fatals.shift();
  }

  takeReply(type: ClientEventType): WireError | undefined {
    const at = this.#replies.findIndex((one) => one.type === type);
    return at < 0 ? undefined : this.#replies.splice(at, 1)[0]?.error;
  }

  get acceptDelayMs(): number {
    return this.#acceptDelayMs;
  }

  #each(sessionId: string | undefined, act: (socket: SessionSocket) => void): void {
    for (const socket of [...this.#sockets()]) {
      if (sessionId === undefined || socket.sessionId === sessionId) act(socket);
    }
  }
}

/** Tells a client that its session is over, and ends it. */
export function sendFatal(socket: SessionSocket, code: FatalCode): void {
  const type = code === 'insufficient_quota' ? 'insufficient_quota' : 'invalid_request_error';
  const error = { type, code, message: FATAL_MESSAGES[code], param: null, event_id: null };
  socket.emit({ type: 'error', error });
  socket.close(code === 'session_expired' ? EXPIRED_CLOSE : FATAL_CLOSE, `${type}.${code}`);
}
