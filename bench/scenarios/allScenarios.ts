import { answerDelay } from './answerDelay.ts';
import { bargeIn } from './bargeIn.ts';
import { firstSound } from './firstSound.ts';
import { idle } from './idle.ts';
import { interruption } from './interruption.ts';
import { lineTrouble } from './lineTrouble.ts';
import { load } from './load.ts';
import { overlap } from './overlap.ts';
import { pauses } from './pauses.ts';
import type { Scenario } from './scenario.ts';
import { soundQuality } from './soundQuality.ts';
import { turns } from './turns.ts';
import { uplinkDelay } from './uplinkDelay.ts';
import { voiceActivity } from './voiceActivity.ts';

/** Everything that is measured, in the order of the report. */
export const ALL_SCENARIOS: readonly Scenario[] = [
  uplinkDelay,
  firstSound,
  answerDelay,
  pauses,
  bargeIn,
  interruption,
  overlap,
  soundQuality,
  lineTrouble,
  load,
  turns,
  idle,
  voiceActivity,
];
