import { BOT_NAME, PEOPLE, type PersonName, type Scene } from './screenplay.ts';
import type { Terminal, Tone } from './terminal.ts';

const TIME_WIDTH = 8;
const NAME_WIDTH = 8;
const PEOPLE_TONES: readonly Tone[] = ['first', 'second', 'third'];
const MARGIN = ' '.repeat(TIME_WIDTH + 2 + NAME_WIDTH);

/** What each step of a turn took, in milliseconds. */
export interface TurnSteps {
  /** From the last spoken packet until the bot asked for the answer. */
  askedAfterMs: number;
  /** From there to the model's first sound. */
  firstDeltaMs: number;
  /** From there until everybody heard it. */
  firstSoundMs: number;
}

/** Tells what happens while it happens, calmly: a line for each thing a listener in the room would notice. */
export class Narrator {
  readonly #terminal: Terminal;
  readonly #startMs: number;

  constructor(terminal: Terminal, startMs: number) {
    this.#terminal = terminal;
    this.#startMs = startMs;
  }

  /** Something that is neither speech nor a figure. */
  tells(text: string, atMs = performance.now()): void {
    this.#terminal.line(`${this.#time(atMs)}  ${text}`);
  }

  turn(number: number, { shows }: Scene): void {
    this.#terminal.line();
    this.#terminal.line(this.#terminal.in('strong', `Turn ${number}: ${shows}`));
  }

  personSpeaks(name: PersonName, words: string, atMs: number): void {
    const tone = PEOPLE_TONES[PEOPLE.findIndex((person) => person.name === name)] ?? 'plain';
    this.#says(name, words, tone, atMs);
  }

  /** A person makes a noise that is no speech. */
  makesNoise(name: PersonName, noise: string, atMs = performance.now()): void {
    this.#says(name, noise, 'quiet', atMs);
  }

  botSpeaks(words: string, atMs: number): void {
    this.#says(BOT_NAME, words, 'bot', atMs);
  }

  /** A figure or remark that belongs to the line above. */
  adds(text: string, tone: Tone = 'quiet'): void {
    this.#terminal.line(`${MARGIN}${this.#terminal.in(tone, text)}`);
  }

  took({ askedAfterMs, firstDeltaMs, firstSoundMs }: TurnSteps): void {
    const [asked, delta, sound] = [askedAfterMs, firstDeltaMs, firstSoundMs].map(
      (ms) => `${Math.round(ms)} ms`,
    );
    const whole = Math.round(askedAfterMs + firstDeltaMs + firstSoundMs);
    this.adds(
      `${whole} ms after the last word: asked after ${asked}, the model's first sound ${delta} later, heard ${sound} later`,
    );
  }

  #says(name: string, words: string, tone: Tone, atMs: number): void {
    const who = this.#terminal.in(tone, name.padEnd(NAME_WIDTH));
    this.#terminal.line(`${this.#time(atMs)}  ${who}${words}`);
  }

  #time(atMs: number): string {
    const seconds = `${((atMs - this.#startMs) / 1000).toFixed(1)} s`;
    return this.#terminal.in('quiet', seconds.padStart(TIME_WIDTH));
  }
}
