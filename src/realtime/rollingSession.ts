import type { CancelTimer, Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import { Counters } from './counters.ts';
import type { HistoryEntry } from './historyEntry.ts';
import type { LiveChange, SettingsChange } from './liveSettings.ts';
import { Memory } from './memory.ts';
import { RenewalWatch } from './renewalWatch.ts';
import type { Rest } from './rest.ts';
import { SessionAge } from './sessionAge.ts';
import type { AudioPart, RealtimePort, ResponseOptions, SessionEvent } from './sessionEvents.ts';

/** How often is looked for a quiet moment. */
const LOOK_MS = 50;

/** One session, as it is followed by another one. */
export interface RenewableSession extends Omit<RealtimePort, 'remember' | 'configure'> {
  configure(change: LiveChange): void;
  tell(entry: HistoryEntry): void;
  writeAside(instructions: string, input?: string): Promise<string | undefined>;
}

/** What every session of a conversation is made with. */
export interface SessionParts {
  onEvent: (event: SessionEvent) => void;
  memory: Memory;
  counters: Counters;
}

export interface RollingSessionOptions {
  /** The model to begin with. */
  model: string;
  make: (model: string, parts: SessionParts) => RenewableSession;
  onEvent: (event: SessionEvent) => void;
  /** Does the owner need the present session just now? */
  rest: () => Rest;
  /** No session is used for longer; `undefined`: for as long as its server says, or it holds. */
  limitMs: number | undefined;
  clock: Clock;
  log: Logger;
}

/** `leftMs`: what its server has said of its end when it was ready. */
type Successor = { session: RenewableSession; model: string; ready: boolean; leftMs: number | undefined };

/**
 * A conversation's way to the model, over as many sessions as it takes: before one has reached its limit, or when another model is
 * wanted, another one is opened, told what was said, and takes its place in a quiet moment, or at the latest between two turns.
 * The owner is told by `renewed`.
 */
export class RollingSession implements RealtimePort {
  readonly #options: RollingSessionOptions;
  readonly #counters = new Counters();
  readonly #memory: Memory;
  readonly #watch = new RenewalWatch();
  #current: RenewableSession;
  #model: string;
  #wantedModel: string;
  /** The present session is there. */
  #ready = false;
  /** It is old enough to be followed. */
  #due = false;
  #next: Successor | undefined;
  /** What was changed since the first session began. */
  #changed: LiveChange | undefined;
  #pressing = false;
  readonly #age: SessionAge;
  #stopLooking: CancelTimer | undefined;
  #closed = false;

  constructor(options: RollingSessionOptions) {
    this.#options = options;
    this.#memory = new Memory({
      clock: options.clock,
      counters: this.#counters,
      write: (instructions, input) => this.#current.writeAside(instructions, input),
    });
    this.#age = new SessionAge(options.clock, {
      prepare: () => {
        this.#due = true;
        this.#prepare();
      },
      press: () => {
        this.#pressing = true;
        this.#renewIfQuiet();
      },
    });
    this.#model = options.model;
    this.#wantedModel = options.model;
    this.#current = this.#make(options.model);
  }

  /** The present session's. */
  get model(): string {
    return this.#model;
  }

  /** Of all sessions together. */
  get counters(): Readonly<Record<string, number>> {
    return this.#counters.view;
  }

  connect(): Promise<void> {
    return this.#current.connect();
  }

  append(pcm: Uint8Array): void {
    this.#current.append(pcm);
  }

  commit(): void {
    this.#watch.committed();
    this.#current.commit();
  }

  clearInput(): void {
    this.#current.clearInput();
  }

  requestResponse(options?: ResponseOptions): void {
    this.#watch.requested();
    this.#current.requestResponse(options);
  }

  cancelResponse(responseId: string): void {
    this.#watch.requestDropped();
    this.#current.cancelResponse(responseId);
  }

  discardResponse(responseId: string | undefined): void {
    if (responseId === undefined) this.#watch.requestDropped();
    else this.#watch.discarded(responseId);
    this.#current.discardResponse(responseId);
  }

  truncate(part: AudioPart, heardMs: number): void {
    this.#current.truncate(part, heardMs);
  }

  deleteItem(itemId: string): void {
    this.#current.deleteItem(itemId);
  }

  addText(role: 'user' | 'system', text: string): void {
    this.#current.addText(role, text);
  }

  sendToolOutput(callId: string, output: string): void {
    this.#current.sendToolOutput(callId, output);
  }

  configure({ model, ...change }: SettingsChange): void {
    this.#changed = change;
    this.#wantedModel = model;
    this.#current.configure(change);
    this.#next?.session.configure(change);
    this.#followModel();
  }

  remember(entry: HistoryEntry, known: boolean): void {
    this.#memory.add(entry);
    if (!known) this.#current.tell(entry);
    this.#next?.session.tell(entry);
  }

  writeAside(instructions: string): Promise<string | undefined> {
    return this.#current.writeAside(instructions);
  }

  close(): void {
    this.#closed = true;
    this.#stopTimers();
    this.#dropSuccessor();
    this.#current.close();
  }

  #make(model: string): RenewableSession {
    const session: RenewableSession = this.#options.make(model, {
      onEvent: (event) => this.#onEvent(session, event),
      memory: this.#memory,
      counters: this.#counters,
    });
    if (this.#changed !== undefined) session.configure(this.#changed);
    return session;
  }

  #onEvent(session: RenewableSession, event: SessionEvent): void {
    if (this.#closed) return;
    if (session === this.#next?.session) this.#onSuccessor(this.#next, event);
    else if (session === this.#current) this.#onCurrent(event);
  }

  #onCurrent(event: SessionEvent): void {
    this.#watch.on(event);
    if (event.type === 'ready') {
      this.#ready = true;
      this.#dropSuccessor();
      this.#began(event.leftMs);
      this.#followModel();
    } else if (event.type === 'reconnecting') this.#ready = false;
    this.#options.onEvent(event);
    if (event.type !== 'reconnecting') {
      this.#renewIfQuiet();
      return;
    }
    if (this.#closed || this.#next?.ready !== true) return;
    // The successor is there already: nobody has to wait.
    this.#replace(this.#next);
    this.#options.onEvent({ type: 'ready' });
  }

  #onSuccessor(next: Successor, event: SessionEvent): void {
    if (event.type === 'ready') {
      next.ready = true;
      next.leftMs = event.leftMs;
    } else if (event.type === 'reconnecting') next.ready = false;
    else if (event.type === 'failed') this.#successorFailed(next, event.error.message);
    this.#renewIfQuiet();
  }

  /** A session's time has begun. */
  #began(leftMs: number | undefined): void {
    const { limitMs } = this.#options;
    this.#stopTimers();
    this.#pressing = false;
    this.#due = false;
    this.#age.begin(
      limitMs === undefined || leftMs === undefined ? (limitMs ?? leftMs) : Math.min(limitMs, leftMs),
    );
  }

  /** Another model is wanted than the present session's: a session with it is to follow, as soon as that disturbs nobody. */
  #followModel(): void {
    if (this.#closed || !this.#ready || this.#wantedModel === (this.#next?.model ?? this.#model)) return;
    this.#dropSuccessor();
    if (this.#due || this.#wantedModel !== this.#model) this.#prepare();
  }

  #prepare(): void {
    if (this.#next !== undefined) return;
    const model = this.#wantedModel;
    const next: Successor = { session: this.#make(model), model, ready: false, leftMs: undefined };
    this.#next = next;
    next.session.connect().catch((thrown: unknown) => {
      this.#successorFailed(next, thrown instanceof Error ? thrown.message : 'unknown reason');
    });
  }

  #successorFailed(next: Successor, reason: string): void {
    if (this.#next !== next) return;
    this.#counters.count('renewalsFailed');
    this.#options.log.warn({ reason, model: next.model }, 'no session to follow the present one');
    this.#dropSuccessor();
    // A model that cannot be had must not keep the present one from being followed in time.
    this.#wantedModel = this.#model;
    if (this.#due) this.#age.failed();
  }

  #dropSuccessor(): void {
    const next = this.#next;
    this.#next = undefined;
    next?.session.close();
  }

  #renewIfQuiet(): void {
    const { rest, clock } = this.#options;
    if (this.#closed || this.#next?.ready !== true) return;
    this.#stopLooking?.();
    this.#stopLooking = undefined;
    const pressing = this.#pressing || this.#next.model !== this.#model;
    const mayRenew = (now: Rest) => now === 'quiet' || (now === 'between' && pressing);
    if (!this.#watch.owesNothing || !mayRenew(rest())) {
      this.#stopLooking = clock.after(LOOK_MS, () => this.#renewIfQuiet());
      return;
    }
    this.#replace(this.#next);
    this.#counters.count('sessionsRenewed');
    this.#options.log.info({}, 'another session has taken the place of the one before');
    this.#options.onEvent({ type: 'renewed' });
  }

  #replace({ session, model, leftMs }: Successor): void {
    const old = this.#current;
    this.#current = session;
    this.#model = model;
    this.#ready = true;
    this.#next = undefined;
    this.#watch.reset();
    this.#began(leftMs);
    old.close();
  }

  #stopTimers(): void {
    this.#age.stop();
    this.#stopLooking?.();
  }
}
