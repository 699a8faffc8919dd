import { msToSamples, samplesToMs } from '../../audio/format.ts';
import type { Completeness } from './completeness.ts';
import type { ServerEvent } from './dialectEncoder.ts';
import { InputBuffer } from './inputBuffer.ts';
import type { TurnDetection } from './sessionFields.ts';
import { Vad, type VadEvent } from './vad.ts';
import { WireError } from './wireError.ts';

/** What the input side asks of its session. */
export interface InputTurnsHost {
  emit(event: ServerEvent): void;
  newItemId(): string;
  /** Somebody began to speak: a response may have to be interrupted. */
  speechStarted(): void;
  /** Audio became an item; `respond` says whether it is to be answered at once, and why. */
  committed(itemId: string, pcm: Int16Array, respond: 'vad' | 'idle' | undefined): void;
  /** Does this sound like a finished sentence? Asked by the semantic VAD only. */
  completeness(pcm: Int16Array): Completeness;
}

/** `input_audio_buffer.commit` wants at least this much. */
const SHORTEST_COMMIT_MS = 100;
/** What stays in the buffer before speech, beyond the prefix padding: the onset itself. */
const ONSET_RESERVE_MS = 200;
/** The semantic VAD thinks after this pause, and gives up waiting after these (documented maxima; `auto` is `medium`). */
const SEMANTIC_PAUSE_MS = 300;
const SEMANTIC_LIMIT_MS = { low: 8_000, medium: 4_000, auto: 4_000, high: 2_000 } as const;
const SEMANTIC_UNCLEAR_SHARE = 0.25;
const SEMANTIC_PREFIX_MS = 300;
const SEMANTIC_THRESHOLD = 0.5;

/** The input audio buffer with its VAD: turns appended audio into committed items. Times count appended audio. */
export class InputTurns {
  readonly #host: InputTurnsHost;
  readonly #buffer = new InputBuffer();
  #detection: TurnDetection | null = null;
  #vad: Vad | undefined;
  /** The item that will hold the speech in progress. */
  #speech: { itemId: string; startSample: number } | undefined;
  #verdict: { quietSinceSample: number; limitMs: number } | undefined;

  constructor(host: InputTurnsHost) {
    this.#host = host;
  }

  /** Milliseconds of audio ever appended. */
  get appendedMs(): number {
    return samplesToMs(this.#buffer.end);
  }

  /** Is the VAD inside speech? */
  get speaking(): boolean {
    return this.#speech !== undefined;
  }

  /** Takes new VAD settings; speech in progress is kept in the buffer but no longer followed when the VAD changes. */
  configure(detection: TurnDetection | null): void {
    if (JSON.stringify(detection) === JSON.stringify(this.#detection)) return;
    this.#detection = detection;
    this.#speech = undefined;
    this.#vad =
      detection === null
        ? undefined
        : new Vad(
            {
              threshold: detection.type === 'server_vad' ? detection.threshold : SEMANTIC_THRESHOLD,
              silenceMs: (speech) => this.#silenceLimitMs(detection, speech),
            },
            this.#buffer.end,
          );
  }

  append(samples: Int16Array): void {
    this.#buffer.append(samples);
    for (const event of this.#vad?.push(samples) ?? []) this.#onVad(event);
    // Between turns the VAD keeps only what a next one may begin with.
    if (this.#vad !== undefined && this.#speech === undefined)
      this.#buffer.discardBefore(this.#buffer.end - msToSamples(this.#prefixMs() + ONSET_RESERVE_MS));
  }

  /** `input_audio_buffer.commit`. @throws WireError below 100 ms */
  commit(): void {
    const ms = samplesToMs(this.#buffer.length);
    if (ms < SHORTEST_COMMIT_MS) {
      throw new WireError({
        code: 'input_audio_buffer_commit_empty',
        message: `Error committing input audio buffer: buffer too small. Expected at least ${SHORTEST_COMMIT_MS}ms of audio, but buffer only has ${ms.toFixed(2)}ms of audio.`,
      });
    }
    this.#take(
      this.#speech?.itemId ?? this.#host.newItemId(),
      this.#buffer.start,
      this.#buffer.end,
      undefined,
    );
    this.#vad?.reset();
  }

  /** `input_audio_buffer.clear`. */
  clear(): void {
    this.#buffer.discardBefore(this.#buffer.end);
    this.#speech = undefined;
    this.#vad?.reset();
    this.#host.emit({ type: 'input_audio_buffer.cleared' });
  }

  /** The idle timeout fired: commits the last `idleMs` of silence and asks for a response. */
  timeOut(idleMs: number): void {
    const itemId = this.#host.newItemId();
    const startMs = Math.max(0, this.appendedMs - idleMs);
    this.#host.emit({
      type: 'input_audio_buffer.timeout_triggered',
      audio_start_ms: Math.round(startMs),
      audio_end_ms: Math.round(this.appendedMs),
      item_id: itemId,
    });
    this.#take(itemId, msToSamples(startMs), this.#buffer.end, 'idle');
  }

  #onVad(event: VadEvent): void {
    if (event.type === 'started') {
      const startSample = Math.max(this.#buffer.start, event.startSample - msToSamples(this.#prefixMs()));
      this.#speech = { itemId: this.#host.newItemId(), startSample };
      this.#verdict = undefined;
      this.#host.emit({
        type: 'input_audio_buffer.speech_started',
        audio_start_ms: Math.round(samplesToMs(startSample)),
        item_id: this.#speech.itemId,
      });
      this.#host.speechStarted();
      return;
    }
    if (this.#speech === undefined) return;
    const { itemId, startSample } = this.#speech;
    this.#host.emit({
      type: 'input_audio_buffer.speech_stopped',
      audio_end_ms: Math.round(samplesToMs(event.endSample)),
      item_id: itemId,
    });
    this.#take(
      itemId,
      startSample,
      event.endSample,
      this.#detection?.create_response === true ? 'vad' : undefined,
    );
  }

  #take(itemId: string, from: number, to: number, respond: 'vad' | 'idle' | undefined): void {
    const pcm = this.#buffer.slice(from, to);
    this.#buffer.discardBefore(to);
    this.#speech = undefined;
    this.#host.committed(itemId, pcm, respond);
  }

  #prefixMs(): number {
    return this.#detection?.type === 'server_vad' ? this.#detection.prefix_padding_ms : SEMANTIC_PREFIX_MS;
  }

  #silenceLimitMs(
    detection: TurnDetection,
    speech: { startSample: number; quietSinceSample: number },
  ): number {
    if (detection.type === 'server_vad') return detection.silence_duration_ms;
    const quietMs = samplesToMs(this.#buffer.end - speech.quietSinceSample);
    if (quietMs < SEMANTIC_PAUSE_MS) return Number.POSITIVE_INFINITY;
    // One verdict a pause: the words before it do not change while it lasts.
    if (this.#verdict?.quietSinceSample !== speech.quietSinceSample) {
      const limitMs = SEMANTIC_LIMIT_MS[detection.eagerness];
      const words = this.#buffer.slice(
        this.#speech?.startSample ?? speech.startSample,
        speech.quietSinceSample,
      );
      const verdict = this.#host.completeness(words);
      const share = verdict === 'complete' ? 0 : verdict === 'unclear' ? SEMANTIC_UNCLEAR_SHARE : 1;
      this.#verdict = { quietSinceSample: speech.quietSinceSample, limitMs: limitMs * share };
    }
    return Math.max(SEMANTIC_PAUSE_MS, this.#verdict.limitMs);
  }
}
