import type { CancelTimer, Clock } from '../../src/clock.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import { Counters } from '../../src/realtime/counters.ts';
import type { HistoryEntry } from '../../src/realtime/historyEntry.ts';
import { Memory } from '../../src/realtime/memory.ts';
import type { ModelSettings } from '../../src/realtime/modelSettings.ts';
import { RealtimeSession } from '../../src/realtime/realtimeSession.ts';
import type { SessionEvent } from '../../src/realtime/sessionEvents.ts';
import { ManualClock } from '../manualClock.ts';

/** Settings with every field set to something that is not a default. */
export function someSettings(over: Partial<ModelSettings> = {}): ModelSettings {
  return {
    url: 'ws://127.0.0.1:1/v1/realtime',
    model: 'gpt-realtime-2.1',
    dialect: 'ga',
    headers: { Authorization: 'Bearer secret' },
    voice: 'cedar',
    instructions: 'Be brief.',
    transcriptionModel: 'gpt-transcribe',
    noiseReduction: 'far_field',
    turnDetection: {
      kind: 'server',
      threshold: 0.6,
      prefixPaddingMs: 250,
      silenceDurationMs: 450,
      createResponse: true,
      interruptResponse: false,
    },
    tools: [{ name: 'now', description: 'Tells the time.', parameters: { type: 'object', properties: {} } }],
    toolChoice: 'auto',
    temperature: 0.8,
    maxOutputTokens: 2_000,
    speed: 1.1,
    ...over,
  };
}

/** A clock that stands still, and tells when a timer of some length was started on it. */
class WatchedClock extends ManualClock {
  readonly #delaysMs: number[] = [];
  readonly #waiters = new Set<() => void>();

  override after(delayMs: number, callback: () => void): CancelTimer {
    this.#delaysMs.push(delayMs);
    for (const look of this.#waiters) look();
    return super.after(delayMs, callback);
  }

  /** Resolves when a timer of this length was started. */
  started(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.#delaysMs.includes(delayMs)) return;
        this.#waiters.delete(look);
        resolve();
      };
      this.#waiters.add(look);
      look();
    });
  }
}

type EventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }>;

/** A session, and all that it told. Its clock stands still unless another is given. */
export class SessionUnderTest {
  readonly clock = new WatchedClock();
  readonly events: SessionEvent[] = [];
  readonly session: RealtimeSession;
  readonly #memory: Memory;
  /** Called with every event, after it was noted. */
  onEvent: (event: SessionEvent) => void = () => undefined;
  readonly #waiters = new Set<() => void>();

  constructor(settings: ModelSettings, clock?: Clock, random: () => number = () => 0.5) {
    this.#memory = new Memory({
      clock: clock ?? this.clock,
      counters: new Counters(),
      write: () => Promise.resolve(undefined),
    });
    this.session = new RealtimeSession({
      memory: this.#memory,
      settings,
      clock: clock ?? this.clock,
      log: silentLogger(),
      random,
      onEvent: (event) => {
        this.events.push(event);
        for (const look of this.#waiters) look();
        this.onEvent(event);
      },
    });
  }

  /** As {@link RollingSession.remember}. */
  remember(entry: HistoryEntry, known: boolean): void {
    this.#memory.add(entry);
    if (!known) this.session.tell(entry);
  }

  get types(): string[] {
    return this.events.map((event) => event.type);
  }

  all<Type extends SessionEvent['type']>(type: Type): EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }

  /** Resolves with the `count`th event of this type. */
  nth<Type extends SessionEvent['type']>(type: Type, count = 1): Promise<EventOf<Type>> {
    return new Promise((resolve) => {
      const look = () => {
        const event = this.all(type)[count - 1];
        if (event === undefined) return;
        this.#waiters.delete(look);
        resolve(event);
      };
      this.#waiters.add(look);
      look();
    });
  }
}
