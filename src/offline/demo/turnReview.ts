import { samplesToMs } from '../../audio/format.ts';
import type { Said } from './demoMind.ts';
import type { Ducking } from './followLoudness.ts';
import type { SoundMatch } from './followSound.ts';
import type { HeardRun } from './heardRun.ts';
import type { PersonName, Scene } from './screenplay.ts';
import type { SpokenLine } from './speakScene.ts';
import type { WireSpeech } from './wireSpeech.ts';
import type { WireTurn } from './wireTurn.ts';

/** What one person heard of an answer. */
export interface HeardAnswer {
  listener: PersonName;
  run: HeardRun;
  /** What a recogniser makes of the heard sound; for an answer that was cut, {@link CUT_SHORT} stands for its first part. */
  words: string | undefined;
  match: SoundMatch;
  /** Sound that came over the wire, by the sender's numbering; silence at the end left out. */
  wireMs: number;
  /** How it got quieter when somebody coughed into it or interrupted it. */
  ducking: Ducking | undefined;
  /** It ended as loud as it was sent. */
  endsLoud: boolean;
}

/** How the answer to a turn was broken off. */
export interface Cut {
  /** The interrupting person's first packet. */
  interruptedMs: number;
  /** What the bot told the model was heard. */
  toldMs: number | undefined;
}

/** Everything that is known of one turn. Times are monotonic. */
export interface TurnReview {
  number: number;
  scene: Scene;
  spoken: readonly SpokenLine[];
  /** First and last packet of what people said. */
  spokenFromMs: number;
  spokenToMs: number;
  wire: WireTurn;
  /** What reached the model, and stayed in its memory. */
  delivered: readonly WireSpeech[];
  /** What the model said. */
  answer: Said | undefined;
  /** Set when somebody interrupted the answer. */
  cut: Cut | undefined;
  /** When somebody coughed into the answer. */
  coughedMs: number | undefined;
  heard: HeardAnswer[];
  /** When everybody heard the answer begin. */
  firstSoundMs: number | undefined;
  /** Who heard the bot although nobody had called it. */
  disturbed: readonly PersonName[];
  problems: string[];
}

/** What is recognised when exactly the part of an answer was heard that the model was told of. */
export const CUT_SHORT = 'the beginning, up to the cut';

/** How long the answer is as the model sent it. */
export function answerMs({ answer }: TurnReview): number {
  return samplesToMs(answer?.pcm.length ?? 0);
}
