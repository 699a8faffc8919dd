import { FRAME_BYTES, FRAME_MS } from '../audio/format.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { RealtimePort, SessionEvent } from '../realtime/sessionEvents.ts';
import { SentSound } from './sentSound.ts';

/** What is sent again goes out in messages of this much sound: fewer of them, and none too large. */
const BULK_FRAMES = 10;
/** A session that has heard what was said before and notices no speech within this has not understood that it was meant. */
const UNNOTICED_MS = 5_000;

export interface ModelUplinkParts {
  clock: Clock;
  realtime: Pick<RealtimePort, 'append'>;
  /** Silence of this length ends any turn. */
  silenceMs: number;
  /** Is no sound being sent just now? */
  isQuiet: () => boolean;
  /** Speech was sent again, and the model has not noticed it. */
  unnoticed: () => void;
}

/**
 * The way to the model where its own VAD decides: remembers what it has not answered yet, and sends it again, faster than it was
 * said, to the session that follows a lost one. While there is none, nothing is sent.
 */
export class ModelUplink {
  readonly #parts: ModelUplinkParts;
  readonly #sound = new SentSound();
  #live = false;
  #hadSpeech = false;
  #stopWaiting: CancelTimer | undefined;

  constructor(parts: ModelUplinkParts) {
    this.#parts = parts;
  }

  /** @param frame 20 ms, PCM16 24 kHz mono */
  send(frame: Uint8Array): void {
    this.#sound.add(frame);
    if (this.#live) this.#parts.realtime.append(frame);
  }

  onSession(event: SessionEvent): void {
    switch (event.type) {
      case 'ready':
      case 'renewed':
        this.#live = true;
        this.#hadSpeech ||= this.#sound.holdsSpeech;
        this.#sendAgain();
        break;
      case 'reconnecting':
        this.#live = false;
        this.#hadSpeech ||= this.#sound.holdsSpeech;
        this.#stopWaiting?.();
        break;
      case 'speechStarted':
        this.#noticed();
        this.#sound.started(event.itemId, event.startAudioMs);
        // It is of sound that was sent before: nobody's packets bring the silence any more that it needs to end.
        if (this.#parts.isQuiet()) this.#sendSilence();
        break;
      case 'speechStopped':
        this.#sound.stopped(event.itemId, event.endAudioMs);
        break;
      case 'userTranscript':
        this.#sound.written(event.itemId);
        break;
      case 'audioDelta':
      case 'toolCall':
        this.#sound.answered();
        break;
      case 'responseDone':
        // One that was cut off by somebody's going on, or is asked for again, has answered nothing.
        if (event.status === 'completed' || event.status === 'incomplete') this.#sound.answered();
        break;
      case 'responseRefused':
        if (event.error.code !== 'model_session_lost') this.#sound.answered();
        break;
      default:
        break;
    }
  }

  /** No answer is expected any more to what was said so far. */
  answered(): void {
    this.#sound.answered();
  }

  /** The model was told to forget what it has not taken as a turn. */
  cleared(): void {
    this.#sound.cleared();
  }

  /** Nothing that was said so far may be sent again. */
  forget(): void {
    this.#sound.cleared();
    this.#sound.answered();
  }

  close(): void {
    this.forget();
    this.#live = false;
    this.#stopWaiting?.();
  }

  #sendAgain(): void {
    const frames = this.#sound.startAnew();
    for (let start = 0; start < frames.length; start += BULK_FRAMES) {
      this.#parts.realtime.append(Buffer.concat(frames.slice(start, start + BULK_FRAMES)));
    }
    this.#stopWaiting?.();
    if (!this.#hadSpeech) return;
    this.#stopWaiting = this.#parts.clock.after(UNNOTICED_MS, () => {
      this.#noticed();
      this.#parts.unnoticed();
    });
  }

  #noticed(): void {
    this.#hadSpeech = false;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
  }

  #sendSilence(): void {
    for (let sentMs = 0; sentMs < this.#parts.silenceMs; sentMs += BULK_FRAMES * FRAME_MS) {
      const silence = new Uint8Array(BULK_FRAMES * FRAME_BYTES);
      for (let at = 0; at < silence.length; at += FRAME_BYTES)
        this.#sound.add(silence.subarray(at, at + FRAME_BYTES));
      this.#parts.realtime.append(silence);
    }
  }
}
