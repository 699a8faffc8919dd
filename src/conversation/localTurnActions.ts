import { REASON_DISCARDED } from '../realtime/responseReasons.ts';
import type { SessionEvent, ToolCall } from '../realtime/sessionEvents.ts';
import { type Authors, bothAuthors } from '../turn/authors.ts';
import type { LocalTurnEffect } from '../turn/localTurnEvents.ts';
import { CommitBook, type CommitPurpose, type CommittedSpeech } from './commitBook.ts';
import { Probes } from './probes.ts';
import type { RoomTeller } from './roomTeller.ts';
import type { SpeakerLines } from './speakerLines.ts';
import type { TurnTakingParts } from './turnTaking.ts';
import { UnwrittenSound } from './unwrittenSound.ts';
import { UplinkFloor } from './uplinkFloor.ts';
import { WasteBook } from './wasteBook.ts';
import type { WordWatch } from './wordWatch.ts';

/** Function calls that wait to be run are few; of more, which only a model gone wrong makes, the oldest are forgotten. */
const MAX_CALLS = 32;

/** Carries out what the pure machine of local turn-taking has decided. */
export class LocalTurnActions {
  readonly #parts: TurnTakingParts;
  readonly #lines: SpeakerLines;
  readonly #room: RoomTeller;
  readonly #words: WordWatch;
  readonly #uplink: UplinkFloor;
  readonly #commits = new CommitBook();
  readonly #calls = new Map<string, ToolCall>();
  /** Whose utterances were committed in the turn that is not certain to have ended. */
  readonly #committedUserIds = new Set<string>();
  readonly #probes: Probes;
  readonly #unwritten = new UnwrittenSound();
  /** The commits of the turn that is not certain to have ended. */
  readonly #unconfirmedNumbers = new Set<number>();
  #nextInstructions: string | undefined;
  /** Those of the last request, as long as nothing has come of it. */
  #askedInstructions: string | undefined;
  /** Whose words the last request is to answer, if it is sent now. */
  #asked: { authors: Authors } = { authors: [] };
  /** Whose words were to be answered and were not, because the answer was given up: the next one answers them, too. */
  #owed: Authors | undefined;
  /** The last answer that was to be heard, and whose words it answers: it may still be given up, as long as it was silent. */
  #played: { responseId: string; authors: Authors } | undefined;
  readonly #waste = new WasteBook();
  #falseInterruptions = 0;

  constructor(parts: TurnTakingParts, lines: SpeakerLines, room: RoomTeller, words: WordWatch) {
    this.#parts = parts;
    this.#lines = lines;
    this.#room = room;
    this.#words = words;
    this.#uplink = new UplinkFloor(parts.realtime);
    this.#probes = new Probes((itemId) => {
      parts.realtime.deleteItem(itemId);
      parts.itemForgotten(itemId);
    });
  }

  get counters(): Record<string, number> {
    return { falseInterruptions: this.#falseInterruptions, ...this.#waste.counters };
  }

  /** Something new of this person is kept: if the floor is theirs, it goes out now. */
  flow(userId: string): void {
    this.#uplink.flow(userId);
  }

  /** The model answered the oldest commit with this item. */
  committed(itemId: string): void {
    const speech = this.#commits.committed(itemId);
    if (speech?.purpose === 'probe') this.#probes.committed(speech, itemId);
  }

  /** The oldest commit became no item: nothing of it will be written down either, unless a later session hears it again. */
  commitRefused(lost: boolean): void {
    const speech = this.#commits.refused();
    if (speech === undefined) return;
    this.#probes.refused(speech);
    if (lost && this.#unwritten.has(speech.number) && !this.#unconfirmedNumbers.has(speech.number)) return;
    this.understood(speech, undefined);
  }

  /** What was committed was written down, or could not be. */
  understood(speech: CommittedSpeech, transcript: string | undefined): void {
    this.#unwritten.release(speech.number);
    this.#words.understood(speech, transcript);
  }

  /** Nothing of this person that was kept is sent again. */
  forgetSound(userId: string): void {
    this.#unwritten.releaseAllOf(userId);
  }

  /** The next request has these instructions instead of the session's. */
  instructNext(instructions: string | undefined): void {
    this.#nextInstructions = instructions;
  }

  /** Whose words this item holds, and what they were committed for. */
  speechOf(itemId: string): CommittedSpeech | undefined {
    return this.#commits.speechOf(itemId);
  }

  /** Keeps a function call until it may be run. */
  keepCall(call: ToolCall): void {
    this.#calls.set(call.callId, call);
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > MAX_CALLS && oldest !== undefined) this.#calls.delete(oldest);
  }

  responseDone({ responseId, usage, reason }: Extract<SessionEvent, { type: 'responseDone' }>): void {
    this.#waste.ended(responseId, usage, reason === REASON_DISCARDED);
  }

  /** The session is gone, with everything that it was told. */
  sessionLost(): void {
    this.#uplink.lose();
    this.#nextInstructions ??= this.#askedInstructions;
    this.#calls.clear();
    this.#probes.keep();
    this.#committedUserIds.clear();
    // These are streamed again from their beginning, because their turn has not ended.
    for (const number of this.#unconfirmedNumbers) this.#unwritten.release(number);
    this.#unconfirmedNumbers.clear();
  }

  carryOut(effect: LocalTurnEffect): void {
    const { realtime, answers, statistics, voice, settings } = this.#parts;
    switch (effect.type) {
      case 'stream':
        this.#stream(effect.userId, effect.again);
        break;
      case 'commit':
      case 'probe':
        this.#commit(effect.userId, effect.type === 'probe' ? 'probe' : 'turn');
        break;
      case 'discardInput':
        this.#uplink.discard();
        this.#lines.utteranceOf(effect.userId)?.close();
        break;
      case 'forgetProbe':
        this.#probes.forget();
        break;
      case 'confirmed':
        for (const userId of this.#committedUserIds) this.#lines.utteranceOf(userId)?.close();
        this.#committedUserIds.clear();
        this.#unconfirmedNumbers.clear();
        this.#probes.keep();
        break;
      case 'sendAgain':
        this.#sendAgain();
        break;
      case 'request':
        this.#request(effect.authors);
        break;
      case 'discardResponse':
        this.#discard(effect.responseId);
        break;
      case 'forgetSound':
        answers.drop(effect.responseId);
        break;
      case 'runTool':
        this.#runTool(effect.callId);
        break;
      case 'play':
        this.#words.answerStarted();
        this.#owed = undefined;
        this.#played = { responseId: effect.responseId, authors: this.#asked.authors };
        this.#askedInstructions = undefined;
        this.#unwritten.clear();
        answers.play(effect.responseId);
        break;
      case 'duck':
        answers.duck(settings.turns.duckDb);
        break;
      case 'unduck':
        answers.duck(0);
        break;
      case 'pause':
        answers.pause();
        break;
      case 'resume':
        answers.resume();
        break;
      case 'cut':
        if (effect.playing) statistics.bargedIn();
        if (effect.producing) realtime.cancelResponse(effect.responseId);
        answers.cut(effect.responseId, effect.playing);
        break;
      case 'falseInterruption':
        this.#falseInterruptions += 1;
        break;
      case 'thinkingLong':
        void voice.playCue('thinking');
        break;
      case 'thinkingStuck':
        this.#parts.noAnswer();
        break;
      case 'state':
        break;
    }
  }

  #request(authors: Authors): void {
    const asked = { authors: this.#owed === undefined ? authors : bothAuthors(this.#owed, authors) };
    this.#asked = asked;
    const instructions = this.#nextInstructions;
    this.#nextInstructions = undefined;
    this.#askedInstructions = instructions;
    this.#parts.realtime.requestResponse({ instructions, authors: () => asked.authors });
  }

  #stream(userId: string, again: boolean): void {
    const utterance = this.#lines.utteranceOf(userId);
    if (utterance === undefined) return;
    if (again) utterance.rewind();
    this.#uplink.stream(userId, utterance);
  }

  /** The name comes right before what is said under it. */
  #commit(userId: string, purpose: CommitPurpose): void {
    this.#room.speaking(userId);
    this.#committedUserIds.add(userId);
    // A request that waits until the model can take it is answered with this in mind, too.
    this.#asked.authors = bothAuthors(this.#asked.authors, [userId]);
    const speech = this.#commits.sent(userId, purpose);
    if (purpose === 'probe') this.#probes.sent(speech);
    this.#words.committed(speech);
    const frames = this.#uplink.commit();
    if (purpose === 'probe') return;
    this.#unwritten.keep(speech, frames);
    this.#unconfirmedNumbers.add(speech.number);
  }

  /** What no other session has written down or answered. */
  #sendAgain(): void {
    for (const { speech, frames } of this.#unwritten.all) {
      this.#room.speaking(speech.userId);
      this.#commits.sentAgain(speech);
      this.#uplink.sendAgain(frames);
    }
  }

  #discard(responseId: string | undefined): void {
    this.#waste.givenUp(responseId);
    this.#owe(this.#played?.responseId === responseId ? this.#played?.authors : undefined);
    this.#parts.realtime.discardResponse(responseId);
    if (responseId === undefined) return;
    this.#parts.answers.drop(responseId);
    for (const call of [...this.#calls.values()]) {
      if (call.responseId === responseId) this.#calls.delete(call.callId);
    }
  }

  /** @param authors whose words are not answered; `undefined`: those of the last request */
  #owe(authors: Authors = this.#asked.authors): void {
    this.#owed = bothAuthors(authors, this.#owed);
    // The next one may wait to be sent already.
    this.#asked.authors = bothAuthors(this.#asked.authors, authors);
  }

  #runTool(callId: string): void {
    const call = this.#calls.get(callId);
    this.#calls.delete(callId);
    if (call !== undefined) this.#parts.runTool(call);
  }
}
