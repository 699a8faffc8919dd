import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../../src/audio/format.ts';
import type { HeardPacket, HearingLog } from '../../src/offline/discord/voice/hearingLog.ts';
import type { Answer } from '../../src/offline/realtime/brain.ts';
import { sine } from '../../src/offline/speech/soundSource.ts';

/** A whole number of periods in a frame, so that the tones do not leak into one another. */
const FIRST_HZ = 500;
const STEP_HZ = 100;
/** So many answers can be told apart at a time; later ones use the tones again. */
const TONES = 16;
const LEVEL = 0.2;
/** Of a frame's energy, so much must be in one tone for it to be an answer and no cue, speech or noise. */
const LEAST_SHARE = 0.7;
/** What is shorter than this is not heard by a person. */
const LEAST_FRAMES = 5;
const PACING = { delayMs: 150, rate: 4 } as const;

/** A model's mind whose every answer is a tone of its own: which answer was heard, and how often, can be told from the sound. */
export class AnswerTones {
  /** How long the next answers are. */
  answerMs = 600;
  #asked = 0;

  /** How many answers were given so far: what is answered from now on has this number or a higher one. */
  get count(): number {
    return this.#asked;
  }

  readonly think = (): Answer => {
    const pcm = sine(FIRST_HZ + STEP_HZ * (this.#asked++ % TONES), this.answerMs, LEVEL);
    return { parts: [{ type: 'speech', text: 'beep', pcm }], pacing: PACING };
  };

  /** The numbers of the answers from `first` on that were heard since then, each with how long it sounded, in ms. */
  heardSince(packets: readonly HeardPacket[], sinceMs: number, first: number): Map<number, number> {
    const frames = new Map<number, number>();
    for (const packet of packets) {
      if (packet.atMs < sinceMs) continue;
      const answer = this.#answerIn(packet);
      if (answer !== undefined && answer >= first) frames.set(answer, (frames.get(answer) ?? 0) + 1);
    }
    const heard = [...frames].filter(([, count]) => count >= LEAST_FRAMES);
    return new Map(heard.map(([answer, count]) => [answer, count * FRAME_MS]));
  }

  /** Resolves when one of the answers from `first` on begins to be heard, with the time; `undefined` after the limit or when the listener has left. */
  untilHeard(
    log: HearingLog,
    from: { userId: string; first: number; limitMs: number },
  ): Promise<number | undefined> {
    return new Promise((resolve) => {
      let frames = 0;
      const onPacket = (packet: HeardPacket): void => {
        if (packet.userId !== from.userId) return;
        const answer = this.#answerIn(packet);
        if (answer === undefined || answer < from.first) return;
        frames += 1;
        if (frames >= LEAST_FRAMES) end(packet.atMs - LEAST_FRAMES * FRAME_MS);
      };
      const end = (atMs: number | undefined): void => {
        log.off('packet', onPacket);
        clearTimeout(timer);
        resolve(atMs);
      };
      const timer = setTimeout(() => end(undefined), from.limitMs);
      log.on('packet', onPacket);
    });
  }

  /** The newest answer that has this frame's tone. */
  #answerIn({ frame, voiced }: HeardPacket): number | undefined {
    if (!voiced || frame === undefined) return undefined;
    const tone = toneOf(frame);
    if (tone === undefined || this.#asked === 0) return undefined;
    const newest = this.#asked - 1;
    const back = (((newest - tone) % TONES) + TONES) % TONES;
    return newest < back ? undefined : newest - back;
  }
}

/** Which tone a frame of 480 samples is; `undefined` if it is none. */
export function toneOf(frame: Int16Array): number | undefined {
  const energy = frame.reduce((sum, sample) => sum + sample * sample, 0);
  if (energy === 0) return undefined;
  for (let tone = 0; tone < TONES; tone++) {
    const step = (2 * Math.PI * (FIRST_HZ + STEP_HZ * tone)) / SAMPLE_RATE_HZ;
    let cosine = 0;
    let sine = 0;
    for (const [index, sample] of frame.entries()) {
      cosine += sample * Math.cos(step * index);
      sine += sample * Math.sin(step * index);
    }
    // A pure tone's energy is 2/N of its correlation's square.
    if ((2 * (cosine ** 2 + sine ** 2)) / FRAME_SAMPLES >= LEAST_SHARE * energy) return tone;
  }
  return undefined;
}
