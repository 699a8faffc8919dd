import { setTimeout as sleep } from 'node:timers/promises';
import { call, say } from '../../src/offline/realtime/brain.ts';
import type { Talker } from '../../src/offline/world/talker.ts';
import { LOCAL_TURNS } from './localTurn.ts';
import { Room, type RoomOptions } from './room.ts';

const AT_ONCE = { pacing: { delayMs: 0, rate: Number.POSITIVE_INFINITY } };

/** Longer than any of these takes on a slow machine. */
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 50;
/** From a request until the model is done with it, one of these is the last; a tool's output is followed by a request. */
const ANSWERING = new Set(['response.create', 'response.created', 'response.done']);
/** What the model has made is heard by then, even on a slow machine. */
const SOUND_ON_ITS_WAY_MS = 500;

/** A short sentence, so that no stop of the machine tears it, and neither a yes nor a no to a question that is still open. */
const ASK = 'I have a wish.';

/** What the model was told of a call: the function's output. */
export interface ToolOutput {
  name: string | undefined;
  output: string;
}

/** A room whose model calls the function that a test wants when it is asked to, and remembers what it is told. */
export class ToolRoom {
  readonly room: Room;
  readonly outputs: ToolOutput[] = [];
  /** Notes and news that the model was given as text, when it answered them. */
  readonly news: string[] = [];
  /** The functions that the model had in its last turn. */
  offered: readonly string[] = [];
  #wish: { name: string; args: object } | undefined;

  private constructor(room: Room) {
    this.room = room;
    room.world.model.script.brain = (turn) => {
      this.offered = turn.tools.flatMap((tool) => (tool.type === 'function' ? [tool.name] : []));
      for (const { name, output } of turn.toolOutputs) this.outputs.push({ name, output });
      this.news.push(...turn.written.filter((text) => text.includes('{') || text.includes('not run')));
      if (turn.toolOutputs.some(({ name }) => name === this.#wish?.name)) this.#wish = undefined;
      const wish = this.#wish;
      // Until it was answered: a call in an answer that nobody was to hear, because the words went on, is not run.
      // What is told unasked is no wish: an answer to that calls nothing.
      if (wish !== undefined && turn.heard.length > 0) return call(wish.name, wish.args, AT_ONCE);
      return say(turn.toolOutputs.length > 0 ? 'There it is.' : 'Very well.', AT_ONCE);
    };
  }

  static async open(options: RoomOptions = {}): Promise<ToolRoom> {
    const env = { ...LOCAL_TURNS, ANSWER_MODE: 'always', ...options.env };
    const room = await Room.open({ ...options, env });
    await room.inviteBot();
    return new ToolRoom(room);
  }

  /** Somebody asks for the function; resolves with what the model was told first. */
  async ask(name: string, args: object = {}, person: Talker = this.room.mia): Promise<ToolOutput> {
    const before = this.outputs.length;
    await this.wish(name, args, person);
    // Where a stop of the machine has torn the words, the call before may have been made twice.
    const look = () => this.outputs.slice(before).find((output) => output.name === name);
    return this.until(`the output of ${name}`, look);
  }

  /** The same, without waiting for anything but the words. */
  async wish(name: string, args: object, person: Talker = this.room.mia): Promise<void> {
    this.#wish = { name, args };
    await this.say(ASK, person);
  }

  /** Somebody says something, and is understood. */
  async say(words: string, person: Talker = this.room.mia): Promise<void> {
    this.room.world.model.script.hearNextAs(words);
    await person.say(words);
  }

  /** The model has answered what it was asked, and the bot has said it: what is said now is said into silence. */
  async untilQuiet(): Promise<void> {
    const { model, botId } = this.room.world;
    await this.until('the end of the answers', () => {
      const { recording } = model;
      const last = recording.events.findLast(({ type }) => ANSWERING.has(type));
      const isOver = last === undefined || last.type === 'response.done';
      return isOver && performance.now() - (last?.atMs ?? 0) > SOUND_ON_ITS_WAY_MS ? true : undefined;
    });
    await this.room.mia.heard.untilQuiet(botId, 800);
  }

  /** News with these words that the model was given. */
  untilNews(part: string): Promise<string> {
    return this.until(`news of ${part}`, () => this.news.find((text) => text.includes(part)));
  }

  async until<Found>(what: string, look: () => Found | undefined, limitMs = PATIENCE_MS): Promise<Found> {
    const deadlineMs = performance.now() + limitMs;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (performance.now() > deadlineMs) throw new Error(`${what} did not come`);
      await sleep(LOOK_EVERY_MS);
    }
  }
}
