import type { CancelTimer, Clock } from '../../clock.ts';
import type { Heard } from './brain.ts';
import type { ServerEvent } from './dialectEncoder.ts';
import type { TranscriptionScript } from './modelScript.ts';
import { transcriptionUsage } from './usage.ts';

/** Sends the transcripts of what users said, at the time the script wants them. */
export class Transcriber {
  readonly #clock: Clock;
  readonly #emit: (event: ServerEvent) => void;
  readonly #timers = new Set<CancelTimer>();
  #afterResponse: (() => void)[] = [];
  #over = false;

  constructor(clock: Clock, emit: (event: ServerEvent) => void) {
    this.#clock = clock;
    this.#emit = emit;
  }

  /** Audio was committed; `stored` is told when the item carries its transcript. */
  transcribe(
    listening: Promise<Heard>,
    model: string | undefined,
    script: TranscriptionScript,
    stored: (text: string) => void,
  ): void {
    const { fails } = script;
    let due = script.order === 'before';
    let heard: Heard | undefined;
    // Whatever comes last, the understanding or the moment, sends the transcript.
    const send = () => {
      if (due && heard !== undefined && !this.#over) this.#send(heard, model, fails, stored);
    };
    const moment = () => {
      due = true;
      send();
    };
    listening.then((result) => {
      heard = result;
      send();
    });
    if (script.order === 'after') this.#afterResponse.push(moment);
    if (script.order !== 'during') return;
    const cancel = this.#clock.after(script.delayMs, () => {
      this.#timers.delete(cancel);
      moment();
    });
    this.#timers.add(cancel);
  }

  /** A response is done: what waited for it goes out. */
  responseDone(): void {
    const waiting = this.#afterResponse;
    this.#afterResponse = [];
    for (const send of waiting) send();
  }

  dispose(): void {
    this.#over = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#afterResponse = [];
  }

  #send(heard: Heard, model: string | undefined, fails: boolean, stored: (text: string) => void): void {
    const base = 'conversation.item.input_audio_transcription';
    const at = { item_id: heard.itemId, content_index: 0 };
    if (fails) {
      const error = {
        type: 'transcription_error',
        code: 'audio_unintelligible',
        message: 'The audio could not be transcribed.',
      };
      this.#emit({ type: `${base}.failed`, ...at, error });
      return;
    }
    const text = heard.transcript ?? `(${(heard.durationMs / 1000).toFixed(1)} seconds of sound)`;
    stored(text);
    for (const word of text.match(/\s*\S+/g) ?? []) this.#emit({ type: `${base}.delta`, ...at, delta: word });
    const usage = transcriptionUsage(model, heard.durationMs, text);
    this.#emit({ type: `${base}.completed`, ...at, transcript: text, usage });
  }
}
