import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { monotonicMs } from '../processes/monotonicTime.ts';
import { atMost } from '../report/measurement.ts';
import { summarise } from '../report/statistics.ts';
import { lasting } from '../sound/denseSpeech.ts';
import type { StagePlan } from '../world/benchWorld.ts';
import { packetDelays } from './packetDelays.ts';
import type { Scenario } from './scenario.ts';

const AIM_MS = 25;
const SPEECH_MS = { quick: 3000, whole: 12_000 } as const;

/** How long a person's packet takes, from the voice server to the append that holds its sound. */
export const uplinkDelay: Scenario = {
  name: 'uplinkDelay',
  async run({ world, speech, quick, subject, keep }) {
    const packets = encodeVoice(lasting(speech, quick ? SPEECH_MS.quick : SPEECH_MS.whole));
    const plan: StagePlan = { subject, conversations: 1, turns: 'model' };
    const delaysMs = await world.onStage(plan, async (stage) => {
      const sinceMs = monotonicMs();
      await stage.speak(packets);
      return packetDelays(world, stage, stage.first, { packets, sinceMs });
    });
    keep({
      what: 'packet in to append out',
      unit: 'ms',
      conversations: 1,
      summary: summarise(delaysMs),
      aim: atMost(AIM_MS),
    });
  },
};
