import { setImmediate } from 'node:timers/promises';
import { msToSamples } from '../../audio/format.ts';
import { findPrint } from './findPrint.ts';
import { type SoundPrint, SoundPrinter } from './soundPrint.ts';

/** A sentence by its words and one recording of it: 24 kHz mono. */
export interface Phrase {
  text: string;
  pcm: Int16Array;
}

/**
 * How far off a sentence may be. Measured over 13 sentences in two voices, coded by Opus at 24 kbit/s, a fifth as loud and with noise
 * added: the right one is at most 1.9 off, a wrong one of the same voice at least 2.2.
 */
const FARTHEST = 2.05;
const MOST_PHRASES = 300;
const LONGEST_SOUND_MS = 30_000;

interface Found {
  text: string;
  from: number;
  to: number;
  steps: number;
}

/** Sentences the model understands, each known by its sound: what is recognised was really in the audio that arrived. */
export class PhraseBook {
  readonly #printer = new SoundPrinter();
  readonly #known: { text: string; print: SoundPrint }[] = [];

  /** How many recordings it knows. */
  get size(): number {
    return this.#known.length;
  }

  /** Learns a sentence; several recordings (voices) of the same words may be added. Bounded: the oldest is forgotten. */
  add(phrase: Phrase): void {
    const print = this.#printer.print(phrase.pcm);
    if (print.steps < 2) return;
    this.#known.push({ text: phrase.text, print });
    if (this.#known.length > MOST_PHRASES) this.#known.shift();
  }

  /** The known sentences in this sound, in their order, or `undefined`. Gives way to others every millisecond or so. */
  async recognise(pcm: Int16Array): Promise<string | undefined> {
    const search = this.#search(pcm);
    for (;;) {
      const step = search.next();
      if (step.done === true) return step.value;
      await setImmediate();
    }
  }

  /** As {@link recognise}, at once: for decisions that must not wait. */
  recogniseNow(pcm: Int16Array): string | undefined {
    const search = this.#search(pcm);
    for (;;) {
      const step = search.next();
      if (step.done === true) return step.value;
    }
  }

  *#search(pcm: Int16Array): Generator<void, string | undefined> {
    if (this.#known.length === 0) return undefined;
    yield;
    const sound = yield* this.#printer.printInSteps(pcm.subarray(0, msToSamples(LONGEST_SOUND_MS)));
    const found: Found[] = [];
    for (const { text, print } of [...this.#known]) {
      yield;
      const match = findPrint(print, sound);
      if (match !== undefined && match.distance <= FARTHEST)
        found.push({ text, steps: print.steps, ...match });
    }
    const kept = longestFirst(found);
    return kept.length === 0 ? undefined : kept.map((one) => one.text).join(' ');
  }
}

/** "What time is it" is also inside "what time is it in Tokyo": the longer sentence takes its place. */
function longestFirst(found: Found[]): Found[] {
  const kept: Found[] = [];
  for (const one of found.toSorted((a, b) => b.steps - a.steps)) {
    if (kept.every((other) => overlap(one, other) < (one.to - one.from) / 2)) kept.push(one);
  }
  return kept.sort((a, b) => a.from - b.from);
}

function overlap(a: Found, b: Found): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}
