import { FRAME_MS } from '../../audio/format.ts';
import type { TurnReview } from './turnReview.ts';

/** What each step from the last spoken packet to the first sound took, in milliseconds. */
export interface TurnTimes {
  /** The bot asked for the answer. */
  askedMs: number;
  /** From there: the model's first sound. */
  firstDeltaMs: number;
  /** From there: everybody heard it. */
  firstSoundMs: number;
  /** All of it. */
  inAllMs: number;
}

/** The steps of a turn; `undefined` where there was no answer, or one that not everybody heard. */
export function turnTimes({ spokenToMs, wire, firstSoundMs }: TurnReview): TurnTimes | undefined {
  const { askedMs, firstDeltaMs } = wire;
  if (askedMs === undefined || firstDeltaMs === undefined || firstSoundMs === undefined) return undefined;
  return {
    askedMs: askedMs - spokenToMs,
    firstDeltaMs: firstDeltaMs - askedMs,
    firstSoundMs: firstSoundMs - firstDeltaMs,
    inAllMs: firstSoundMs - spokenToMs,
  };
}

/** What else is to be told of a turn, each in one sentence. */
export function turnRemarks(turn: TurnReview): string[] {
  const { scene, wire } = turn;
  const remarks: string[] = [];
  if (scene.unanswered)
    remarks.push('Nobody called Parley: nothing was asked, nothing heard, all remembered.');
  if (wire.takenBackMs.length > 0) {
    const times = wire.takenBackMs.length === 1 ? 'once' : `${wire.takenBackMs.length} times`;
    remarks.push(`Asked ${times} too early, in the breath: taken back, and nobody heard it.`);
  }
  const cough = coughSentence(turn);
  if (cough !== undefined) remarks.push(cough);
  const cut = cutSentence(turn);
  if (cut !== undefined) remarks.push(cut);
  return remarks;
}

/** How a cough went, in one sentence; `undefined` when there was none. */
function coughSentence({ scene, coughedMs, heard }: TurnReview): string | undefined {
  if (scene.cough === undefined || coughedMs === undefined) return undefined;
  const ducking = heard[0]?.ducking;
  if (ducking === undefined) return `${scene.cough.by} coughed.`;
  const quietMs = Math.round(ducking.toMs + FRAME_MS - ducking.fromMs);
  return `${scene.cough.by} coughed: ${Math.round(-ducking.db)} dB quieter for ${quietMs} ms, then on as before; not answered.`;
}

/** How an interruption went, in one sentence; `undefined` when there was none. */
export function cutSentence({ cut, heard }: TurnReview): string | undefined {
  if (cut === undefined) return undefined;
  const lastSoundMs = Math.max(...heard.map(({ run }) => run.lastVoicedMs ?? Number.NEGATIVE_INFINITY));
  const wireMs = Math.max(0, ...heard.map((one) => one.wireMs));
  const ducking = heard[0]?.ducking;
  const quieter =
    ducking === undefined ? '' : `quieter after ${Math.round(ducking.fromMs - cut.interruptedMs)} ms, `;
  const silent = `silent after ${Math.round(lastSoundMs - cut.interruptedMs)} ms`;
  return `Interrupted: ${quieter}${silent}; ${wireMs} ms were heard on the wire, the model was told ${cut.toldMs ?? 'nothing'} ms.`;
}
