import type { CancelTimer, Clock } from '../clock.ts';
import type { Person } from '../host/messages.ts';
import type { ConversationState } from '../turn/turnSettings.ts';
import type { ConversationWarning } from './conversationSnapshot.ts';

/** After how long a conversation that nobody uses ends by itself; 0: never. */
export interface WatchLimits {
  aloneMs: number;
  silentMs: number;
}

/** So long before it leaves for silence people are warned, where the limit is long enough for that. */
export const WARNING_MS = 60_000;

/** What a watch is made with. */
export interface ConversationWatchOptions {
  limits: WatchLimits;
  clock: Clock;
  /** Wall-clock time: people are shown when it leaves. */
  now: () => Date;
  /** The end comes near; `undefined` when it does not any more. */
  warn: (warning: ConversationWarning | undefined) => void;
  /** Called once at the most. */
  leave: (reason: ConversationWarning['reason']) => void;
}

/** Ends a conversation that nobody uses any more: the bot must not sit in a channel, and cost money, for nobody. */
export class ConversationWatch {
  readonly #options: ConversationWatchOptions;
  #humanIds: ReadonlySet<string> | undefined;
  #state: ConversationState = 'connecting';
  #cancelAlone: CancelTimer | undefined;
  #cancelSilent: CancelTimer | undefined;
  #stopped = false;

  constructor(options: ConversationWatchOptions) {
    this.#options = options;
    this.#waitForWords();
  }

  /** Who is in the channel, the bot itself left out. Other bots are no company. */
  people(people: readonly Person[]): void {
    const before = this.#humanIds;
    const humanIds = new Set(people.filter(({ bot }) => !bot).map(({ userId }) => userId));
    this.#humanIds = humanIds;
    if (humanIds.size > 0) this.#accompanied();
    else if (this.#cancelAlone === undefined) this.#alone();
    // Whoever has just come in is given as long as everybody.
    if (before !== undefined && [...humanIds].some((userId) => !before.has(userId))) this.touched();
  }

  /** What the conversation does: while anybody speaks, or is about to be answered, it is not silent. */
  state(state: ConversationState): void {
    const wasQuiet = isQuiet(this.#state);
    this.#state = state;
    if (isQuiet(state) === wasQuiet) return;
    if (wasQuiet) this.#endSilence();
    else this.#waitForWords();
  }

  /** Somebody did something without a word, such as pressing Talk. */
  touched(): void {
    if (!isQuiet(this.#state)) return;
    this.#endSilence();
    this.#waitForWords();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelAlone?.();
    this.#cancelSilent?.();
  }

  #alone(): void {
    const { limits, clock, warn } = this.#options;
    if (limits.aloneMs === 0 || this.#stopped) return;
    this.#cancelAlone = clock.after(limits.aloneMs, () => this.#leave('alone'));
    warn({ reason: 'alone', leavesAtMs: this.#epochMs(limits.aloneMs) });
  }

  #accompanied(): void {
    if (this.#cancelAlone === undefined) return;
    this.#cancelAlone();
    this.#cancelAlone = undefined;
    this.#options.warn(undefined);
  }

  #waitForWords(): void {
    const { limits, clock } = this.#options;
    if (limits.silentMs === 0 || this.#stopped) return;
    const quietMs = limits.silentMs > WARNING_MS ? limits.silentMs - WARNING_MS : limits.silentMs;
    this.#cancelSilent = clock.after(quietMs, () => {
      if (quietMs === limits.silentMs) this.#leave('silent');
      else this.#lastMinute();
    });
  }

  #lastMinute(): void {
    const { clock, warn } = this.#options;
    this.#cancelSilent = clock.after(WARNING_MS, () => this.#leave('silent'));
    if (this.#cancelAlone === undefined) {
      warn({ reason: 'silent', leavesAtMs: this.#epochMs(WARNING_MS) });
    }
  }

  #endSilence(): void {
    this.#cancelSilent?.();
    this.#cancelSilent = undefined;
    if (this.#cancelAlone === undefined) this.#options.warn(undefined);
  }

  #leave(reason: ConversationWarning['reason']): void {
    this.stop();
    this.#options.leave(reason);
  }

  #epochMs(fromNowMs: number): number {
    return this.#options.now().getTime() + fromNowMs;
  }
}

function isQuiet(state: ConversationState): boolean {
  return state === 'connecting' || state === 'listening' || state === 'closed';
}
