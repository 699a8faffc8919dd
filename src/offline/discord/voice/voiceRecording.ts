import type { Clock } from '../../../clock.ts';
import { BoundedLog } from './boundedLog.ts';

const ENTRIES = 10_000;
const REDACTED = '[redacted]';
const SECRET_KEYS: ReadonlySet<string> = new Set(['token', 'secret_key']);

/** One thing that went over a voice socket. */
export interface VoiceWireEntry {
  /** On the server's monotonic clock. */
  readonly atMs: number;
  readonly direction: 'toClient' | 'fromClient';
  readonly kind: 'json' | 'binary' | 'close';
  /** Empty until the client has said who it is. */
  readonly guildId: string;
  readonly userId: string;
  /** The opcode; for `close` the close code. */
  readonly op: number;
  /** The server's number of the message, if it has one. */
  readonly sequence: number | undefined;
  /** JSON: the data, secrets redacted. Binary: undefined. */
  readonly data: unknown;
  /** Binary: size of the payload. */
  readonly bytes: number | undefined;
}

/** Everything that went over the voice sockets, both ways, in order. Bounded; holds no token and no key. */
export class VoiceRecording {
  readonly #clock: Clock;
  readonly #log = new BoundedLog<VoiceWireEntry>(ENTRIES);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get entries(): readonly VoiceWireEntry[] {
    return this.#log.entries;
  }

  /** The entries of one member with that opcode, oldest first. */
  of(userId: string, direction: VoiceWireEntry['direction'], op: number): VoiceWireEntry[] {
    return this.#log.entries.filter(
      (entry) => entry.userId === userId && entry.direction === direction && entry.op === op,
    );
  }

  add(entry: Omit<VoiceWireEntry, 'atMs'>): void {
    this.#log.push({ ...entry, data: redact(entry.data), atMs: this.#clock.nowMs() });
  }
}

function redact(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, SECRET_KEYS.has(key) ? REDACTED : redact(value)]),
  );
}
