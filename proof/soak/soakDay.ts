import { ParleyError } from '../../src/errors.ts';
import type { Person } from '../../src/host/messages.ts';
import { seededRandom } from '../../src/offline/discord/voice/seededRandom.ts';
import { FRAME_MS, localTurnSettings, Stage } from '../../test/conversation/stage.ts';

/** Each person's frames count up within a range of their own: every frame says whose it is, and which. */
const RANGE = 50;
const FIRST_VALUE = 100;
const PEOPLE: readonly Person[] = ['mia', 'thomas', 'leandra'].map((userId) => ({
  userId,
  displayName: userId,
  bot: false,
}));
const BOT: Person = { userId: 'bot', displayName: 'Parley', bot: true };
/** Shorter ones are noise; these interrupt an answer for certain. */
const SHORTEST_FRAMES = 50;
const LONGEST_FRAMES = 250;
const ANSWER_FRAMES = 200;
const MODEL_DELAY_MS = 400;
const RECONNECT_MS = 600;
const SESSION_MS = 55 * 60_000;
const LONGEST_BREAK_MS = 40_000;
const LONGEST_OVERLAP_FRAMES = 100;
const MS_PER_HOUR = 60 * 60_000;

/** What was counted of one hour. */
export interface SoakHour {
  saidFrames: number;
  /** Frames that reached the model, and how many of them were out of order, double or missing. */
  deliveredFrames: number;
  wrongFrames: number;
  answers: number;
  interrupted: number;
  sessions: number;
  /** Timers that wait, in a moment when nobody speaks. */
  timers: number;
  /** Decoders that were made and not given back. */
  decoders: number;
}

/** A day of conversation on a clock that is advanced by hand: people come, talk, interrupt and go; the model's sessions change. */
export class SoakDay {
  readonly stage = new Stage(localTurnSettings({ answerMode: 'always' }), [...PEOPLE.slice(0, 1), BOT]);
  readonly #random: () => number;
  readonly #sent = new Map<string, number>();
  readonly #expected = new Map<string, number[]>();
  #here = new Set(PEOPLE.slice(0, 1).map(({ userId }) => userId));
  #sessionSinceMs = 0;
  #responses = 0;
  #items = 0;
  /** The response that was asked for last and is still wanted. */
  #asked: string | undefined;
  #hour = noHour();

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** Lets an hour of conversation happen. */
  run(): SoakHour {
    const { clock } = this.stage;
    const endMs = clock.nowMs() + MS_PER_HOUR;
    this.#hour = noHour();
    while (clock.nowMs() < endMs) {
      this.#comeAndGo();
      this.#talk();
      this.#answerAll();
      this.#pass(this.#random() * LONGEST_BREAK_MS);
      this.#compare();
      if (clock.nowMs() - this.#sessionSinceMs > SESSION_MS) this.#changeSession();
    }
    this.#hour.timers = clock.pending;
    this.#hour.decoders = this.stage.decoders.filter(({ released }) => !released).length;
    return this.#hour;
  }

  /** What was told to the gateway half since the last call. */
  takeTold() {
    return this.stage.told.splice(0);
  }

  #comeAndGo(): void {
    const [first, ...others] = PEOPLE;
    if (first === undefined) return;
    const here = [first, ...others.filter(() => this.#random() < 0.6)];
    this.#here = new Set(here.map(({ userId }) => userId));
    this.stage.conversation.handle({ type: 'people', conversationId: 'c1', people: [...here, BOT] });
  }

  /** One or two say something, perhaps at the same time, perhaps into an answer. */
  #talk(): void {
    const speakers = PEOPLE.filter(({ userId }) => this.#here.has(userId) && this.#random() < 0.6);
    const plans = speakers.map(({ userId }) => ({
      userId,
      from: Math.floor(this.#random() * LONGEST_OVERLAP_FRAMES),
      frames: SHORTEST_FRAMES + Math.floor(this.#random() * (LONGEST_FRAMES - SHORTEST_FRAMES)),
    }));
    const beats = Math.max(0, ...plans.map(({ from, frames }) => from + frames));
    for (let beat = 0; beat <= beats; beat++) {
      this.#beat();
      for (const { userId, from, frames } of plans) {
        if (beat >= from && beat < from + frames) this.#packet(userId);
        if (beat === from + frames) this.stage.end(userId);
      }
    }
  }

  #packet(userId: string): void {
    const from = FIRST_VALUE + RANGE * PEOPLE.findIndex((person) => person.userId === userId);
    const sent = this.#sent.get(userId) ?? 0;
    const value = from + (sent % RANGE);
    this.#sent.set(userId, sent + 1);
    const expected = this.#expected.get(userId) ?? [];
    this.#expected.set(userId, expected);
    expected.push(value);
    this.#hour.saidFrames += 1;
    this.stage.packet(userId, value);
  }

  /** 20 ms go by: the model acts on what it was asked, and a frame of its answer leaves. */
  #beat(): void {
    this.stage.clock.advance(FRAME_MS);
    this.#actAsModel();
    if (this.stage.voice.isPlaying) this.stage.voice.playFrames(1);
  }

  #pass(ms: number): void {
    for (let passedMs = 0; passedMs < ms; passedMs += FRAME_MS) this.#beat();
  }

  /** Until everything that was asked is answered and heard; now and then somebody interrupts. */
  #answerAll(): void {
    this.#pass(2 * MODEL_DELAY_MS);
    if (this.stage.voice.isPlaying && this.#random() < 0.3) {
      this.#hour.interrupted += 1;
      this.#talk();
    }
    this.#pass(2 * ANSWER_FRAMES * FRAME_MS);
  }

  #actAsModel(): void {
    const { realtime } = this.stage;
    realtime.instructions.length = 0;
    realtime.remembered.length = 0;
    for (const [name, responseId] of realtime.calls.splice(0)) {
      if (name === 'commit') realtime.tell({ type: 'committed', itemId: `item-${++this.#items}` });
      else if (name === 'requestResponse') this.#answerLater();
      // What was asked for and has no id yet is not wanted any more.
      else if (name === 'discardResponse' && responseId === undefined) this.#asked = undefined;
    }
  }

  #answerLater(): void {
    const responseId = `r${++this.#responses}`;
    this.#asked = responseId;
    this.stage.clock.after(MODEL_DELAY_MS, () => {
      if (this.#asked !== responseId) return;
      this.#hour.answers += 1;
      this.stage.answer(responseId, ANSWER_FRAMES);
    });
  }

  /** The session has reached its end; another one takes over in a quiet moment. */
  #changeSession(): void {
    const { realtime, clock } = this.stage;
    this.#sessionSinceMs = clock.nowMs();
    this.#hour.sessions += 1;
    this.#asked = undefined;
    const error = new ParleyError('expired', { code: 'model_session_lost', retryable: true });
    realtime.tell({ type: 'reconnecting', attempt: 1, delayMs: RECONNECT_MS, error });
    this.#pass(RECONNECT_MS);
    realtime.ready();
  }

  /** Everything that was said has reached the model: once, whole, in order, under its speaker's name. */
  #compare(): void {
    const heard = this.stage.realtime.heard.splice(0);
    for (const { userId } of PEOPLE) {
      const from = FIRST_VALUE + RANGE * PEOPLE.findIndex((person) => person.userId === userId);
      const delivered = heard.flatMap(({ frames }) =>
        frames.filter((value) => value >= from && value < from + RANGE),
      );
      const expected = this.#expected.get(userId)?.splice(0) ?? [];
      this.#hour.deliveredFrames += delivered.length;
      const length = Math.max(delivered.length, expected.length);
      for (let index = 0; index < length; index++)
        if (delivered[index] !== expected[index]) this.#hour.wrongFrames += 1;
    }
  }
}

function noHour(): SoakHour {
  return {
    saidFrames: 0,
    deliveredFrames: 0,
    wrongFrames: 0,
    answers: 0,
    interrupted: 0,
    sessions: 0,
    timers: 0,
    decoders: 0,
  };
}
