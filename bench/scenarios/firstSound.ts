import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../processes/monotonicTime.ts';
import { atMost } from '../report/measurement.ts';
import { summarise } from '../report/statistics.ts';
import { denseSpeech } from '../sound/denseSpeech.ts';
import type { StagePlan } from '../world/benchWorld.ts';
import { answerWith } from '../world/modelCalls.ts';
import type { Stage } from '../world/stage.ts';
import type { Scenario } from './scenario.ts';
import { columnByModel } from './turnWays.ts';

const AIM_MS = 45;
const ROUNDS = { quick: 4, whole: 30 } as const;
const ANSWER_MS = 300;
const QUIET_MS = 200;
/** So that answers do not begin on the beat of anything. */
const LONGEST_PAUSE_MS = 120;
export const AUDIO_DELTA = 'response.output_audio.delta';

/** How long an answer's first delta takes to become a voiced packet at the listener. */
export const firstSound: Scenario = {
  name: 'firstSound',
  async run({ world, speech, quick, subject, keep }) {
    await world.model.call(answerWith, { pcm: denseSpeech(speech, ANSWER_MS), chunkMs: 100, rate: 4 });
    const plan: StagePlan = { subject, conversations: 1, turns: 'model' };
    const delaysMs = await world.onStage(plan, async (stage) => {
      const delays: (number | undefined)[] = [];
      while (delays.length < (quick ? ROUNDS.quick : ROUNDS.whole)) delays.push(await answerOnce(stage));
      return delays.filter((delay) => delay !== undefined);
    });
    keep({
      what: 'first delta to first voiced packet',
      unit: 'ms',
      conversations: 1,
      subject: columnByModel(subject),
      summary: summarise(delaysMs),
      aim: atMost(AIM_MS),
    });
  },
};

async function answerOnce(stage: Stage): Promise<number | undefined> {
  await sleep(Math.random() * LONGEST_PAUSE_MS);
  const sinceMs = monotonicMs();
  await stage.respond();
  await sleep(ANSWER_MS);
  await stage.untilQuiet(stage.first, QUIET_MS);
  const [delta] = await stage.events([AUDIO_DELTA], sinceMs);
  const voiced = (await stage.heard(stage.first, sinceMs)).find((packet) => packet.voiced);
  return delta === undefined || voiced === undefined ? undefined : voiced.atMs - delta.atMs;
}
