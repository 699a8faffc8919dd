/** One event that went over a session's wire. Audio is replaced by its size in bytes (`audioBytes`). */
export interface RecordedEvent {
  /** Position in the recording, from 0; never reused. */
  index: number;
  /** `performance.now()` when it was sent or received. */
  atMs: number;
  sessionId: string;
  /** `socket` tells of the connection itself: `socket.open`, `socket.close` (with `code`). */
  direction: 'fromClient' | 'toClient' | 'socket';
  type: string;
  event: Record<string, unknown>;
}

export interface UntilOptions {
  /** Look only behind this index (default: from the start of the recording). */
  after?: number;
  /** Reject after this long. Default 15 s. */
  timeoutMs?: number;
}

const MOST_EVENTS = 50_000;
const DROP_AT_ONCE = 5_000;
const DEFAULT_TIMEOUT_MS = 15_000;
const LONGEST_STRING = 4_000;
const TOLD_ON_TIMEOUT = 15;

interface Waiter {
  after: number;
  predicate(event: RecordedEvent): boolean;
  resolve(event: RecordedEvent): void;
}

/** All events of all sessions, both ways, with times. Bounded; the oldest leave first and are counted. */
export class Recording {
  #events: RecordedEvent[] = [];
  readonly #waiters = new Set<Waiter>();
  #next = 0;

  /** What is still kept, oldest first. */
  get events(): readonly RecordedEvent[] {
    return this.#events;
  }

  /** How many events there were in all. */
  get count(): number {
    return this.#next;
  }

  /** Events that were dropped because the recording is bounded. */
  get dropped(): number {
    return this.#next - this.#events.length;
  }

  /** A place in the recording: `untilEvent(..., { after: recording.mark() })` sees only what comes now. */
  mark(): number {
    return this.#next - 1;
  }

  /** The kept events of one type. */
  ofType(type: string): RecordedEvent[] {
    return this.#events.filter((one) => one.type === type);
  }

  add(sessionId: string, direction: RecordedEvent['direction'], event: Record<string, unknown>): void {
    const recorded: RecordedEvent = {
      index: this.#next++,
      atMs: performance.now(),
      sessionId,
      direction,
      type: typeof event.type === 'string' ? event.type : '',
      event: withoutAudio(event),
    };
    this.#events.push(recorded);
    if (this.#events.length > MOST_EVENTS) this.#events = this.#events.slice(DROP_AT_ONCE);
    for (const waiter of [...this.#waiters]) {
      if (recorded.index > waiter.after && waiter.predicate(recorded)) waiter.resolve(recorded);
    }
  }

  /**
   * The first event (recorded or to come) that fits: a type's name, or a predicate.
   *
   * @throws Error after `timeoutMs`, telling what came instead
   */
  untilEvent(
    wanted: string | ((event: RecordedEvent) => boolean),
    options: UntilOptions = {},
  ): Promise<RecordedEvent> {
    const after = options.after ?? -1;
    const predicate = typeof wanted === 'string' ? (one: RecordedEvent) => one.type === wanted : wanted;
    const known = this.#events.find((one) => one.index > after && predicate(one));
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        const last = this.#events.slice(-TOLD_ON_TIMEOUT).map((one) => `${one.direction} ${one.type}`);
        const name = typeof wanted === 'string' ? wanted : 'the awaited event';
        reject(new Error(`${name} did not come; the last events were:\n  ${last.join('\n  ')}`));
      }, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      const waiter: Waiter = {
        after,
        predicate,
        resolve: (event) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(event);
        },
      };
      this.#waiters.add(waiter);
    });
  }
}

const AUDIO_DELTAS = new Set(['response.output_audio.delta', 'response.audio.delta']);

function withoutAudio(event: Record<string, unknown>): Record<string, unknown> {
  if (event.type === 'input_audio_buffer.append') return replaceAudio(event, 'audio');
  if (typeof event.type === 'string' && AUDIO_DELTAS.has(event.type)) return replaceAudio(event, 'delta');
  if (event.type !== 'conversation.item.retrieved' && event.type !== 'conversation.item.create') return event;
  return JSON.parse(
    JSON.stringify(event, (_key, value: unknown) =>
      typeof value === 'string' && value.length > LONGEST_STRING ? `(${value.length} characters)` : value,
    ),
  );
}

function replaceAudio(event: Record<string, unknown>, field: string): Record<string, unknown> {
  const { [field]: audio, ...rest } = event;
  return { ...rest, audioBytes: typeof audio === 'string' ? Buffer.byteLength(audio, 'base64') : 0 };
}
