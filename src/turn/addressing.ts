import { AnswerLog } from './answerLog.ts';
import type { AnswerReason, KeptDecision } from './answerReason.ts';
import type { AnswerDecision, AnswerPolicy } from './localTurnEvents.ts';
import type { LocalTurnSettings } from './localTurnSettings.ts';
import { NameSpotter } from './nameSpotter.ts';

/** After the Talk button somebody may think this long before they speak; while they speak it does not run out. */
const ARMED_FOR_MS = 30_000;

/** After this many turns in a row without a transcript, transcription counts as switched off until one arrives. */
const MAX_MISSING_IN_A_ROW = 3;

/** Somebody in the channel. The name is untrusted text. */
export interface PersonInRoom {
  userId: string;
  displayName: string;
  bot: boolean;
}

/** What one person said, as it was written down. */
export interface Utterance {
  userId: string;
  transcript: string;
}

export interface AddressingOptions
  extends Pick<LocalTurnSettings, 'answerMode' | 'answerWindowMs' | 'botNames'> {
  /** Speech is written down, as far as one knows. */
  transcribed: boolean;
}

/** Whoever is being answered, or was last. */
interface Answered {
  userIds: Set<string>;
  /** When its playback ended, or when they last went on within the window; `undefined` while it plays. */
  sinceMs: number | undefined;
}

/** A decision on its way to the log. */
type Verdict = readonly [decision: AnswerDecision, reason: AnswerReason];

/**
 * Decides whether a turn is answered. Who presses the Talk button is, in every mode; who was just answered and goes on within the
 * window is, except in `push`; so is, in `auto`, who is alone with the bot. For everybody else it depends on whether the bot's
 * name is in the transcript, near its start or end: `wait`, until {@link heard} or {@link unheard} settles it.
 *
 * The transcript is never the only way to wake the bot. Where there is none (switched off, or {@link unheard} three times in a row) `auto`
 * in a group answers like `always`: a bot that speaks too often is better than one that seems dead. One transcript that is missing
 * now and then counts as a name not heard. `addressed` stays silent without transcripts, but for the button and the window: who
 * chose it wants silence most.
 *
 * Bots in the channel count neither as company nor as speakers. Time comes with each call; every decision is kept with its reason.
 */
export class Addressing implements AnswerPolicy {
  #options: AddressingOptions;
  readonly #names: NameSpotter;
  readonly #log = new AnswerLog();
  #people: readonly PersonInRoom[] = [];
  #bots: ReadonlySet<string> = new Set();
  /** Who pressed the Talk button, and since when they have not spoken. */
  readonly #armed = new Map<string, number>();
  #answered: Answered = { userIds: new Set(), sinceMs: Number.NEGATIVE_INFINITY };
  #missingInARow = 0;

  constructor(options: AddressingOptions) {
    this.#options = options;
    this.#names = new NameSpotter(options.botNames);
  }

  /** From the next decision on these hold. */
  configure(change: Pick<AddressingOptions, 'answerMode' | 'answerWindowMs'>): void {
    this.#options = { ...this.#options, ...change };
  }

  /** The last 50, from the oldest. A `wait` is replaced by what it came to. */
  get decisions(): readonly KeptDecision[] {
    return this.#log.decisions;
  }

  /** Who is in the channel now, bots included; whoever left is forgotten. */
  people(people: readonly PersonInRoom[]): void {
    this.#people = people;
    this.#bots = new Set(people.filter(({ bot }) => bot).map(({ userId }) => userId));
    const here = new Set(people.map(({ userId }) => userId));
    for (const userId of this.#armed.keys()) if (!here.has(userId)) this.#armed.delete(userId);
    for (const userId of this.#answered.userIds) if (!here.has(userId)) this.#answered.userIds.delete(userId);
  }

  /** Somebody in the channel pressed the Talk button: their next turn is answered. Others are not listened to. */
  arm(userId: string, nowMs: number): void {
    if (this.#people.some((person) => person.userId === userId)) this.#armed.set(userId, nowMs);
  }

  /** Somebody begins to speak or goes on. What counts for button and window is when they speak, not when they have finished. */
  spoke(userId: string, nowMs: number): void {
    if (this.#isArmed(userId, nowMs)) this.#armed.set(userId, nowMs);
    if (this.#goesOn(userId, nowMs) && this.#answered.sinceMs !== undefined) this.#answered.sinceMs = nowMs;
  }

  /** The answer to these people is heard from now on: the button has had its effect. */
  answerStarted(userIds: readonly string[]): void {
    for (const userId of userIds) this.#armed.delete(userId);
    this.#answered = { userIds: new Set(userIds), sinceMs: undefined };
  }

  /** It was played to its end, was cut, or was lost: the window begins. */
  answerEnded(nowMs: number): void {
    this.#answered.sinceMs ??= nowMs;
  }

  /** Some transcript arrived, for whichever turn: transcription works. */
  transcriptArrived(): void {
    this.#missingInARow = 0;
  }

  decide(userIds: readonly string[], nowMs: number): AnswerDecision {
    return this.#keep(userIds, this.#withoutTranscript(userIds, nowMs), nowMs);
  }

  /**
   * What was said in the turn is known: is it answered? May come late, after {@link unheard}, when the turn is still the last one.
   * @param userIds as given to {@link decide}.
   */
  heard(userIds: readonly string[], utterances: readonly Utterance[], nowMs: number): 'yes' | 'no' {
    this.transcriptArrived();
    const soFar = this.#withoutTranscript(userIds, nowMs);
    const waited: Verdict = this.#isCalled(utterances) ? ['yes', 'nameHeard'] : ['no', 'nameNotHeard'];
    return this.#settle(userIds, soFar, waited, nowMs);
  }

  /** The transcript failed or did not come in time: is the turn answered? */
  unheard(userIds: readonly string[], nowMs: number): 'yes' | 'no' {
    this.#missingInARow++;
    return this.#settle(userIds, this.#withoutTranscript(userIds, nowMs), ['no', 'noTranscript'], nowMs);
  }

  #withoutTranscript(userIds: readonly string[], nowMs: number): Verdict {
    const { answerMode } = this.#options;
    const humans = userIds.filter((userId) => !this.#bots.has(userId));
    if (humans.length === 0) return ['no', 'onlyBots'];
    if (answerMode === 'always') return ['yes', 'answersAlways'];
    if (humans.some((userId) => this.#isArmed(userId, nowMs))) return ['yes', 'talkButton'];
    if (answerMode === 'push') return ['no', 'pushOnly'];
    if (answerMode === 'auto' && this.#isAlone(humans)) return ['yes', 'alone'];
    if (humans.some((userId) => this.#goesOn(userId, nowMs))) return ['yes', 'followUp'];
    if (this.#options.transcribed && this.#missingInARow < MAX_MISSING_IN_A_ROW)
      return ['wait', 'waitsForTranscript'];
    return answerMode === 'auto' ? ['yes', 'cannotHearName'] : ['no', 'noTranscript'];
  }

  #settle(userIds: readonly string[], soFar: Verdict, waited: Verdict, nowMs: number): 'yes' | 'no' {
    const verdict = soFar[0] === 'wait' ? waited : soFar;
    return this.#keep(userIds, verdict, nowMs) === 'yes' ? 'yes' : 'no';
  }

  #keep(userIds: readonly string[], [decision, reason]: Verdict, nowMs: number): AnswerDecision {
    this.#log.keep({ atMs: nowMs, userIds: [...userIds], decision, reason });
    return decision;
  }

  /** Speakers may be heard before the gateway tells of them: they count too. */
  #isAlone(speakers: readonly string[]): boolean {
    const humans = this.#people.filter(({ bot }) => !bot).map(({ userId }) => userId);
    return new Set([...humans, ...speakers]).size <= 1;
  }

  #isArmed(userId: string, nowMs: number): boolean {
    const sinceMs = this.#armed.get(userId);
    return sinceMs !== undefined && nowMs - sinceMs <= ARMED_FOR_MS;
  }

  #goesOn(userId: string, nowMs: number): boolean {
    const { userIds, sinceMs } = this.#answered;
    if (!userIds.has(userId) || this.#options.answerWindowMs === 0) return false;
    return sinceMs === undefined || nowMs - sinceMs <= this.#options.answerWindowMs;
  }

  #isCalled(utterances: readonly Utterance[]): boolean {
    const otherNames = this.#people.filter(({ bot }) => !bot).map(({ displayName }) => displayName);
    return utterances.some(
      ({ userId, transcript }) => !this.#bots.has(userId) && this.#names.isAddressed(transcript, otherNames),
    );
  }
}
