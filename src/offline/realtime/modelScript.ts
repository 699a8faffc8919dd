import type { Answer, Brain, Pacing } from './brain.ts';
import { defaultBrain } from './defaultBrain.ts';
import type { Faults } from './faults.ts';

/** When the transcript of what a user said arrives. */
export interface TranscriptionScript {
  /** `before` the response begins, `during` it (after `delayMs`), or `after` it is done. */
  order: 'before' | 'during' | 'after';
  delayMs: number;
  /** Every transcription fails. */
  fails: boolean;
}

/** How a response comes out unless its answer says otherwise: first sound after 300 ms, then four times real time. */
export const DEFAULT_PACING: Pacing = {
  delayMs: 300,
  chunkMs: 150,
  rate: 4,
  lateDeltas: 2,
  lateDeltasAfterDone: 0,
};

/** What a test tells the model: what to answer, how fast, what to understand, and how to misbehave. */
export class ModelScript {
  /** Default pacing of every answer. */
  pacing: Pacing = { ...DEFAULT_PACING };
  /** Answers whatever no {@link answerNext} is left for. */
  brain: Brain = defaultBrain;
  transcription: TranscriptionScript = { order: 'during', delayMs: 150, fails: false };
  readonly faults: Faults;
  readonly #answers: (Answer | Brain)[] = [];
  readonly #hearings: string[] = [];

  constructor(faults: Faults) {
    this.faults = faults;
  }

  /** Answers the next response, whichever session asks; several calls queue up. */
  answerNext(...answers: (Answer | Brain)[]): void {
    this.#answers.push(...answers);
  }

  /** The next committed audio is understood as this, whatever it holds. */
  hearNextAs(text: string): void {
    this.#hearings.push(text);
  }

  /** For the server: what answers the response that begins now. */
  takeThought(): Brain {
    const next = this.#answers.shift() ?? this.brain;
    return typeof next === 'function' ? next : () => next;
  }

  /** For the server: what the next audio was told to mean. */
  takeHearing(): string | undefined {
    return this.#hearings.shift();
  }
}
