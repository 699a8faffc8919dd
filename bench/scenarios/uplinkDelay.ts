import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { monotonicMs } from '../processes/monotonicTime.ts';
import { atMost } from '../report/measurement.ts';
import { summarise } from '../report/statistics.ts';
import { lasting } from '../sound/denseSpeech.ts';
import { packetDelays } from './packetDelays.ts';
import type { Scenario } from './scenario.ts';
import { turnWays } from './turnWays.ts';

const AIM_MS = 25;
const SPEECH_MS = { quick: 1500, whole: 12_000 } as const;

/** How long a person's packet takes, from the voice server to the append that holds its sound. */
export const uplinkDelay: Scenario = {
  name: 'uplinkDelay',
  async run({ world, speech, quick, subject, keep }) {
    const packets = encodeVoice(lasting(speech, quick ? SPEECH_MS.quick : SPEECH_MS.whole));
    for (const { turns, column } of turnWays(subject)) {
      const delaysMs = await world.onStage({ subject, conversations: 1, turns }, async (stage) => {
        const sinceMs = monotonicMs();
        await stage.speak(packets);
        return packetDelays(world, stage, stage.first, { packets, sinceMs });
      });
      keep({
        what: 'packet in to append out',
        unit: 'ms',
        conversations: 1,
        subject: column,
        summary: summarise(delaysMs),
        aim: atMost(AIM_MS),
      });
    }
  },
};
