/** What a piece of text is for; on a terminal each looks different. */
export type Tone = 'plain' | 'strong' | 'quiet' | 'first' | 'second' | 'third' | 'bot' | 'good' | 'bad';

/** Select Graphic Rendition codes. */
const CODES: Record<Exclude<Tone, 'plain'>, readonly [on: number, off: number]> = {
  strong: [1, 22],
  quiet: [2, 22],
  first: [36, 39],
  second: [33, 39],
  third: [34, 39],
  bot: [35, 39],
  good: [32, 39],
  bad: [31, 39],
};

/** The part of `process.stdout` that is needed. */
export interface TextOutput {
  write(text: string): unknown;
  isTTY?: boolean;
  /** Knows NO_COLOR, FORCE_COLOR and what the terminal can do. */
  hasColors?(): boolean;
}

/** Writes lines: in colour where a person looks at a terminal that has some, as plain text everywhere else. */
export class Terminal {
  readonly #output: TextOutput;
  readonly #colours: boolean;

  constructor(output: TextOutput) {
    this.#output = output;
    this.#colours = output.isTTY === true && output.hasColors?.() === true;
  }

  line(text = ''): void {
    this.#output.write(`${text}\n`);
  }

  /** The text in its tone. */
  in(tone: Tone, text: string): string {
    if (tone === 'plain' || !this.#colours) return text;
    const [on, off] = CODES[tone];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  }
}
