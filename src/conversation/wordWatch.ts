import type { CancelTimer, Clock } from '../clock.ts';
import type { ConversationSettings, Person } from '../host/messages.ts';
import { Addressing, type Utterance } from '../turn/addressing.ts';
import type { KeptDecision } from '../turn/answerReason.ts';
import type { AnswerDecision, AnswerPolicy, LocalTurnEvent } from '../turn/localTurnEvents.ts';
import type { LocalTurnSettings } from '../turn/localTurnSettings.ts';
import { NameSpotter } from '../turn/nameSpotter.ts';
import { StopWords } from '../turn/stopWords.ts';
import type { CommittedSpeech } from './commitBook.ts';

/** A transcript that is not there by then is not waited for: people have been waiting for an answer all the while. */
const TRANSCRIPT_DEADLINE_MS = 3000;
/**
 * A transcript that comes still later than this is not acted upon: an answer to what was said so long ago would surprise more than
 * help. Until then a name in it wakes the bot, unless the talk has gone on.
 */
const LATE_TRANSCRIPT_MS = 15_000;
/** Commits whose words are remembered: a turn has a few. */
const MAX_COMMITS = 64;

/** What somebody said in one commit; `undefined`: it could not be written down. */
interface Words {
  userId: string;
  transcript: string | undefined;
}

/** A turn that was decided upon before all of it was written down. */
interface LateTurn {
  userIds: readonly string[];
  /** Its commits. */
  numbers: readonly number[];
  untilMs: number;
}

/** Whether to answer, and whether to stop, where that depends on what was said. */
export class WordWatch implements AnswerPolicy {
  readonly #clock: Clock;
  readonly #take: (event: LocalTurnEvent) => void;
  readonly #addressing: Addressing;
  readonly #stopWords: StopWords;
  /** The turns' commits in their order, by number. */
  readonly #turnNumbers: number[] = [];
  readonly #words = new Map<number, Words>();
  #waiting: { userIds: readonly string[]; stop: CancelTimer } | undefined;
  /** The last turn, if words of it are missing and nobody has had a turn since. */
  #late: LateTurn | undefined;
  #lastTurnUserIds: readonly string[] = [];
  /** Whom the answer is for that is being made or played. */
  #answeringIds: readonly string[] = [];
  #lastProbe = 0;

  /** @param take gets verdicts and probes; never called from within {@link decide} */
  constructor(clock: Clock, { turns, model }: ConversationSettings, take: (event: LocalTurnEvent) => void) {
    this.#clock = clock;
    this.#take = take;
    this.#addressing = new Addressing({ ...turns, transcribed: model.transcriptionModel !== undefined });
    this.#stopWords = new StopWords(new NameSpotter(turns.botNames));
  }

  /** The last decisions with their reasons, oldest first. */
  get decisions(): readonly KeptDecision[] {
    return this.#addressing.decisions;
  }

  /** The answer that is made next is (also) to these people. */
  answerFor(userIds: readonly string[]): void {
    this.#answeringIds = [...new Set([...this.#answeringIds, ...userIds])];
  }

  /** Other turns are answered from now on. */
  configure({ answerMode, answerWindowMs }: Pick<LocalTurnSettings, 'answerMode' | 'answerWindowMs'>): void {
    this.#addressing.configure({ answerMode, answerWindowMs });
  }

  people(people: readonly Person[]): void {
    this.#addressing.people(people);
  }

  /** Somebody begins to speak or goes on. */
  spoke(userId: string): void {
    this.#addressing.spoke(userId, this.#clock.nowMs());
  }

  talkPressed(userId: string): void {
    this.#addressing.arm(userId, this.#clock.nowMs());
    if (this.#late?.userIds.includes(userId)) this.#late = undefined;
    if (this.#waiting?.userIds.includes(userId)) this.#answeringIds = this.#waiting.userIds;
  }

  /** Nothing will be written down until there is another session. */
  sessionLost(): void {
    this.#waiting?.stop();
  }

  /** What was said is heard again, and written down from now on. */
  sessionBack(): void {
    if (this.#waiting === undefined) return;
    this.#waiting.stop();
    this.#waiting.stop = this.#clock.after(TRANSCRIPT_DEADLINE_MS, () => this.#settle());
  }

  /** An answer to the last turn is heard from now on. */
  answerStarted(): void {
    this.#addressing.answerStarted(this.#answeringIds);
  }

  answerEnded(): void {
    this.#addressing.answerEnded(this.#clock.nowMs());
  }

  decide(userIds: readonly string[], nowMs: number): AnswerDecision {
    this.#stopWaiting();
    this.#late = undefined;
    this.#lastTurnUserIds = [...userIds];
    const decision = this.#addressing.decide(userIds, nowMs);
    if (decision === 'yes') this.#answeringIds = this.#lastTurnUserIds;
    else if (decision === 'wait') {
      const stop = this.#clock.after(TRANSCRIPT_DEADLINE_MS, () => this.#settle());
      this.#waiting = { userIds: this.#lastTurnUserIds, stop };
    }
    return decision;
  }

  /** Part of a turn was sent to the model. */
  committed({ purpose, number }: CommittedSpeech): void {
    if (purpose === 'turn') this.#turnNumbers.push(number);
    else this.#lastProbe = number;
    if (this.#turnNumbers.length > MAX_COMMITS) this.#turnNumbers.shift();
  }

  /** What was committed was written down, or could not be. */
  understood({ userId, purpose, number }: CommittedSpeech, transcript: string | undefined): void {
    if (transcript !== undefined) this.#addressing.transcriptArrived();
    const stop = transcript !== undefined && this.#stopWords.isStop(transcript);
    if (purpose === 'probe') {
      // "Stop" counts however late it is known; that an earlier probe was none says nothing of the present one.
      if (stop || number === this.#lastProbe) this.#take({ type: 'probed', stop });
      return;
    }
    if (stop) {
      this.#stopWaiting();
      this.#late = undefined;
      this.#take({ type: 'stopTold' });
    }
    this.#words.set(number, { userId, transcript });
    const [oldest] = this.#words.keys();
    if (this.#words.size > MAX_COMMITS && oldest !== undefined) this.#words.delete(oldest);
    if (this.#waiting !== undefined && this.#missing().length === 0) this.#settle();
    else if (transcript !== undefined && this.#late?.numbers.includes(number)) this.#hearLate(this.#late);
  }

  close(): void {
    this.#stopWaiting();
  }

  /** The commits of the turn that is waited for: its last ones, one for each of its speakers' parts. */
  #turn(): readonly number[] {
    return this.#turnNumbers.slice(-(this.#waiting?.userIds.length ?? 0));
  }

  #missing(): readonly number[] {
    return this.#turn().filter((number) => !this.#words.has(number));
  }

  /** Everything is written down, or will not be waited for any longer. */
  #settle(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const numbers = this.#turn();
    const isWhole = this.#missing().length === 0;
    const utterances = this.#utterances(numbers);
    this.#stopWaiting();
    const nowMs = this.#clock.nowMs();
    const answer =
      utterances.length > 0
        ? this.#addressing.heard(waiting.userIds, utterances, nowMs)
        : this.#addressing.unheard(waiting.userIds, nowMs);
    if (answer === 'yes') this.#answeringIds = waiting.userIds;
    else if (!isWhole) {
      this.#late = { userIds: waiting.userIds, numbers, untilMs: nowMs + LATE_TRANSCRIPT_MS };
    }
    this.#take({ type: 'verdict', answer: answer === 'yes' });
  }

  /** More of the last turn is known, after it was decided not to answer it. */
  #hearLate({ userIds, numbers, untilMs }: LateTurn): void {
    const nowMs = this.#clock.nowMs();
    if (nowMs > untilMs) return;
    if (this.#addressing.heard(userIds, this.#utterances(numbers), nowMs) !== 'yes') return;
    this.#late = undefined;
    this.#answeringIds = userIds;
    this.#take({ type: 'calledLate', userIds });
  }

  #utterances(numbers: readonly number[]): Utterance[] {
    return numbers.flatMap((number) => {
      const words = this.#words.get(number);
      return words?.transcript === undefined ? [] : [{ userId: words.userId, transcript: words.transcript }];
    });
  }

  #stopWaiting(): void {
    this.#waiting?.stop();
    this.#waiting = undefined;
  }
}
