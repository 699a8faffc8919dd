import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10';
import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';
import type { CancelTimer, Clock } from '../../clock.ts';
import type { FaultPlan } from './faultPlan.ts';
import type { GatewaySession, SessionSocket } from './gatewaySession.ts';
import { asJsonObject, type JsonObject } from './jsonObject.ts';
import type { WireRecording } from './wireRecording.ts';
import { ZlibStream } from './zlibStream.ts';

/** The greatest message a client may send (Discord's reference, "Sending Events"). */
const MAX_MESSAGE_BYTES = 4_096;
const MAX_MESSAGES_PER_MINUTE = 120;
const MINUTE_MS = 60_000;
/** A client that is this many heartbeat intervals late is gone. */
const LATE_INTERVALS = 2;

const messageSchema = z.object({ op: z.number().int(), d: z.unknown() });

/** What the connection asks of the gateway behind it. */
export interface GatewayHost {
  /** Gives the connection a new session ({@link GatewayConnection.adopt}), or closes it. */
  identify(connection: GatewayConnection, data: unknown): void;
  /** Gives the connection its old session back, or refuses. */
  resume(connection: GatewayConnection, data: unknown): void;
  /** Any other message of an identified client. Answers false for an op that no client may send. */
  message(session: GatewaySession, op: number, data: unknown): boolean;
  closed(connection: GatewayConnection, session: GatewaySession | undefined, code: number): void;
}

export interface GatewayConnectionParts {
  readonly socket: WebSocket;
  readonly host: GatewayHost;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly recording: WireRecording;
  readonly heartbeatIntervalMs: number;
  readonly compress: boolean;
}

/** One gateway socket: Hello, heartbeats, the order in which ops may come, and what is closed for which offence. */
export class GatewayConnection implements SessionSocket {
  readonly #parts: GatewayConnectionParts;
  readonly #zlib: ZlibStream | undefined;
  readonly #delayed = new Set<CancelTimer>();
  #session: GatewaySession | undefined;
  #cancelLate: CancelTimer | undefined;
  #lastDueMs = 0;
  #minuteStartMs: number;
  #sentThisMinute = 0;

  constructor(parts: GatewayConnectionParts) {
    this.#parts = parts;
    this.#zlib = parts.compress ? new ZlibStream() : undefined;
    this.#minuteStartMs = parts.clock.nowMs();
    parts.socket.on('message', (data) => this.#onMessage(data));
    parts.socket.on('close', (code) => this.#onClose(code));
    // ws reports a broken frame here and closes by itself.
    parts.socket.on('error', () => undefined);
    this.send({
      op: GatewayOpcodes.Hello,
      t: null,
      s: null,
      d: { heartbeat_interval: parts.heartbeatIntervalMs, _trace: ['["local"]'] },
    });
    this.#expectHeartbeat();
  }

  send(payload: JsonObject): void {
    const { clock, faults } = this.#parts;
    const now = clock.nowMs();
    const due = Math.max(this.#lastDueMs, now + faults.gatewayDelayMs);
    if (due <= now) {
      this.#sendNow(payload);
      return;
    }
    this.#lastDueMs = due;
    const cancel = clock.after(due - now, () => {
      this.#delayed.delete(cancel);
      this.#sendNow(payload);
    });
    this.#delayed.add(cancel);
  }

  close(code: number, reason: string): void {
    this.#parts.socket.close(code, reason);
  }

  cut(): void {
    this.#parts.socket.terminate();
  }

  /** Op 9: this socket has no session any more; it may resume the old one, or must identify afresh. */
  invalidate(resumable: boolean): void {
    this.#session?.detach(this);
    this.#session = undefined;
    this.send({ op: GatewayOpcodes.InvalidSession, t: null, s: null, d: resumable });
  }

  #sendNow(payload: JsonObject): void {
    const { recording, socket } = this.#parts;
    if (socket.readyState !== socket.OPEN) return;
    const name = typeof payload.t === 'string' ? payload.t : `op ${String(payload.op)}`;
    recording.noteGateway('fromDiscord', name, this.#session?.application.id, payload.d);
    const text = JSON.stringify(payload);
    if (this.#zlib === undefined) socket.send(text);
    else this.#zlib.write(text, (bytes) => socket.send(bytes));
  }

  #onMessage(raw: RawData): void {
    const bytes = Array.isArray(raw) ? Buffer.concat(raw) : Buffer.from(new Uint8Array(raw));
    const parsed = messageSchema.safeParse(parseJson(bytes));
    if (!this.#withinRate()) this.close(GatewayCloseCodes.RateLimited, 'Rate limited.');
    else if (!parsed.success) this.close(GatewayCloseCodes.DecodeError, 'Error while decoding payload.');
    else this.#onOp(parsed.data.op, parsed.data.d);
  }

  #onOp(op: number, data: unknown): void {
    const { host, recording } = this.#parts;
    recording.noteGateway('toDiscord', `op ${op}`, this.#session?.application.id, data);
    if (op === GatewayOpcodes.Heartbeat) {
      this.#onHeartbeat();
    } else if (op === GatewayOpcodes.Identify || op === GatewayOpcodes.Resume) {
      if (this.#session !== undefined) {
        this.close(GatewayCloseCodes.AlreadyAuthenticated, 'Already authenticated.');
      } else if (op === GatewayOpcodes.Resume) {
        host.resume(this, data);
      } else {
        host.identify(this, data);
      }
    } else if (this.#session === undefined) {
      this.close(GatewayCloseCodes.NotAuthenticated, 'Not authenticated.');
    } else if (!host.message(this.#session, op, data)) {
      this.close(GatewayCloseCodes.UnknownOpcode, 'Unknown opcode.');
    }
  }

  #onHeartbeat(): void {
    this.#expectHeartbeat();
    if (!this.#parts.faults.acksHeartbeats) return;
    this.send({ op: GatewayOpcodes.HeartbeatAck, t: null, s: null, d: null });
  }

  /** The session this socket speaks for from now on. */
  adopt(session: GatewaySession): void {
    this.#session = session;
    session.attach(this);
  }

  #withinRate(): boolean {
    const now = this.#parts.clock.nowMs();
    if (now - this.#minuteStartMs >= MINUTE_MS) {
      this.#minuteStartMs = now;
      this.#sentThisMinute = 0;
    }
    this.#sentThisMinute += 1;
    return this.#sentThisMinute <= MAX_MESSAGES_PER_MINUTE;
  }

  #expectHeartbeat(): void {
    const { clock, heartbeatIntervalMs } = this.#parts;
    this.#cancelLate?.();
    this.#cancelLate = clock.after(heartbeatIntervalMs * LATE_INTERVALS, () =>
      this.close(GatewayCloseCodes.SessionTimedOut, 'Session timed out.'),
    );
  }

  #onClose(code: number): void {
    this.#cancelLate?.();
    for (const cancel of this.#delayed) cancel();
    this.#delayed.clear();
    this.#zlib?.close();
    this.#session?.detach(this);
    this.#parts.host.closed(this, this.#session, code);
  }
}

function parseJson(bytes: Buffer): unknown {
  if (bytes.length > MAX_MESSAGE_BYTES) return undefined;
  try {
    return asJsonObject(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}
