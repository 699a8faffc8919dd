import type { Clock } from '../../clock.ts';

/** Entries kept; the oldest go first. */
const MAX_ENTRIES = 5_000;
const REDACTED = '[redacted]';
const SECRET_KEYS: ReadonlySet<string> = new Set(['token', 'authorization']);
/** `/interactions/ID/TOKEN/...` and `/webhooks/ID/TOKEN/...` carry a credential in the path. */
const SECRET_PATH = /^(\/(?:interactions|webhooks)\/\d+\/)[^/?]+/;

/** One thing that went over REST or the gateway. */
export interface WireEntry {
  /** Monotonic milliseconds of the local Discord's clock. */
  readonly atMs: number;
  readonly wire: 'rest' | 'gateway';
  readonly direction: 'toDiscord' | 'fromDiscord';
  /** REST: method and path; gateway: the event's name, or `op N`. */
  readonly name: string;
  /** Whose client it was, if it was known. */
  readonly applicationId: string | undefined;
  /** REST answers only. */
  readonly status: number | undefined;
  /** Joins a REST request with its answer; 0 on the gateway. */
  readonly exchange: number;
  /** The JSON body, tokens redacted. */
  readonly body: unknown;
}

/** Everything that went over REST and gateway, both ways, in order. Bounded; holds no token. */
export class WireRecording {
  readonly #clock: Clock;
  readonly #entries: WireEntry[] = [];
  readonly #unknownRoutes: string[] = [];
  #dropped = 0;
  #exchanges = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get entries(): readonly WireEntry[] {
    return this.#entries;
  }

  /** Entries that had to go because the recording was full. */
  get dropped(): number {
    return this.#dropped;
  }

  /** REST routes that were asked for and that the local Discord does not have: a test should find none. */
  get unknownRoutes(): readonly string[] {
    return this.#unknownRoutes;
  }

  /** REST requests whose `METHOD /path` matches, oldest first. */
  requests(name: RegExp): WireEntry[] {
    return this.#entries.filter(
      (entry) => entry.wire === 'rest' && entry.direction === 'toDiscord' && name.test(entry.name),
    );
  }

  /** The answer to a recorded REST request, if it has been given. */
  answerTo(request: WireEntry): WireEntry | undefined {
    return this.#entries.find(
      (entry) => entry.exchange === request.exchange && entry.direction === 'fromDiscord',
    );
  }

  /** Gateway messages from Discord with that event name (`READY`) or op (`op 7`), oldest first. */
  dispatched(name: string): WireEntry[] {
    return this.#gateway('fromDiscord', name);
  }

  /** Gateway messages from clients with that op (`op 4`), oldest first. */
  sent(name: string): WireEntry[] {
    return this.#gateway('toDiscord', name);
  }

  /** Notes a REST request and answers the number that its answer must carry. */
  noteRequest(method: string, path: string, applicationId: string | undefined, body: unknown): number {
    this.#exchanges += 1;
    this.#add({
      wire: 'rest',
      direction: 'toDiscord',
      name: `${method} ${redactPath(path)}`,
      applicationId,
      status: undefined,
      exchange: this.#exchanges,
      body,
    });
    return this.#exchanges;
  }

  noteAnswer(exchange: number, method: string, path: string, status: number, body: unknown): void {
    const name = `${method} ${redactPath(path)}`;
    this.#add({
      wire: 'rest',
      direction: 'fromDiscord',
      name,
      applicationId: undefined,
      status,
      exchange,
      body,
    });
  }

  noteGateway(
    direction: WireEntry['direction'],
    name: string,
    applicationId: string | undefined,
    body: unknown,
  ): void {
    this.#add({ wire: 'gateway', direction, name, applicationId, status: undefined, exchange: 0, body });
  }

  noteUnknownRoute(method: string, path: string): void {
    if (this.#unknownRoutes.length < MAX_ENTRIES) this.#unknownRoutes.push(`${method} ${redactPath(path)}`);
  }

  #gateway(direction: WireEntry['direction'], name: string): WireEntry[] {
    return this.#entries.filter(
      (entry) => entry.wire === 'gateway' && entry.direction === direction && entry.name === name,
    );
  }

  #add(entry: Omit<WireEntry, 'atMs'>): void {
    if (this.#entries.length >= MAX_ENTRIES) {
      this.#entries.shift();
      this.#dropped += 1;
    }
    this.#entries.push({ ...entry, atMs: this.#clock.nowMs(), body: redact(entry.body) });
  }
}

function redactPath(path: string): string {
  return path.replace(SECRET_PATH, `$1${REDACTED}`);
}

function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) {
    copy[key] = SECRET_KEYS.has(key) && typeof inner === 'string' ? REDACTED : redact(inner);
  }
  return copy;
}
