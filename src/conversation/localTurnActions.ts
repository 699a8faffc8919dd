import type { ToolCall } from '../realtime/sessionEvents.ts';
import type { LocalTurnEffect } from '../turn/localTurnEvents.ts';
import { CommitBook, type CommittedSpeech } from './commitBook.ts';
import type { RoomTeller } from './roomTeller.ts';
import type { SpeakerLines } from './speakerLines.ts';
import type { TurnTakingParts } from './turnTaking.ts';
import { UplinkFloor } from './uplinkFloor.ts';
import type { WordWatch } from './wordWatch.ts';

/** Function calls that wait to be run are few; more are a model gone wrong. */
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
  /** The last probe's item is to be forgotten as soon as it has a name. */
  #forgetNextProbe = false;
  #probeItemId: string | undefined;
  #falseInterruptions = 0;
  #wastedResponses = 0;

  constructor(parts: TurnTakingParts, lines: SpeakerLines, room: RoomTeller, words: WordWatch) {
    this.#parts = parts;
    this.#lines = lines;
    this.#room = room;
    this.#words = words;
    this.#uplink = new UplinkFloor(parts.realtime);
  }

  get counters(): Record<string, number> {
    return { falseInterruptions: this.#falseInterruptions, wastedResponses: this.#wastedResponses };
  }

  /** Something new of this person is kept: if the floor is theirs, it goes out now. */
  flow(userId: string): void {
    this.#uplink.flow(userId);
  }

  /** The model answered the oldest commit with this item. */
  committed(itemId: string): void {
    const speech = this.#commits.committed(itemId);
    if (speech?.purpose !== 'probe') return;
    if (this.#forgetNextProbe) this.#parts.realtime.deleteItem(itemId);
    else this.#probeItemId = itemId;
    this.#forgetNextProbe = false;
  }

  commitRefused(): void {
    this.#commits.refused();
  }

  /** Whose words this item holds, and what they were committed for. */
  speechOf(itemId: string): CommittedSpeech | undefined {
    return this.#commits.speechOf(itemId);
  }

  /** Keeps a function call until it may be run. */
  keepCall(call: ToolCall): void {
    if (this.#calls.size < MAX_CALLS) this.#calls.set(call.callId, call);
  }

  /** The session is gone, with everything that it was told. */
  sessionLost(): void {
    this.#uplink.lose();
    this.#calls.clear();
    this.#probeItemId = undefined;
    this.#forgetNextProbe = false;
  }

  carryOut(effect: LocalTurnEffect): void {
    const { realtime, answers, statistics, voice, settings } = this.#parts;
    switch (effect.type) {
      case 'stream':
        this.#stream(effect.userId, effect.again);
        break;
      case 'commit':
      case 'probe':
        this.#committedUserIds.add(effect.userId);
        this.#words.committed(this.#commits.sent(effect.userId, effect.type === 'probe' ? 'probe' : 'turn'));
        this.#uplink.commit();
        break;
      case 'discardInput':
        this.#uplink.discard();
        this.#lines.utteranceOf(effect.userId)?.close();
        break;
      case 'forgetProbe':
        this.#forgetProbe();
        break;
      case 'confirmed':
        for (const userId of this.#committedUserIds) this.#lines.utteranceOf(userId)?.close();
        this.#committedUserIds.clear();
        break;
      case 'request':
        realtime.requestResponse();
        break;
      case 'discardResponse':
        if (effect.wasted) this.#wastedResponses += 1;
        realtime.discardResponse(effect.responseId);
        if (effect.responseId !== undefined) answers.drop(effect.responseId);
        break;
      case 'runTool':
        this.#runTool(effect.callId);
        break;
      case 'play':
        this.#words.answerStarted();
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

  #stream(userId: string, again: boolean): void {
    const utterance = this.#lines.utteranceOf(userId);
    if (utterance === undefined) return;
    if (again) utterance.rewind();
    this.#room.speaking(userId);
    this.#uplink.stream(userId, utterance);
  }

  #forgetProbe(): void {
    if (this.#probeItemId === undefined) this.#forgetNextProbe = true;
    else this.#parts.realtime.deleteItem(this.#probeItemId);
    this.#probeItemId = undefined;
  }

  #runTool(callId: string): void {
    const call = this.#calls.get(callId);
    this.#calls.delete(callId);
    if (call !== undefined) this.#parts.runTool(call);
  }
}
