import { setTimeout as sleep } from 'node:timers/promises';
import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { monotonicMs } from '../processes/monotonicTime.ts';
import type { Measurement } from '../report/measurement.ts';
import { summarise } from '../report/statistics.ts';
import { lasting } from '../sound/denseSpeech.ts';
import { hissingVoice } from '../sound/hissingVoice.ts';
import { type SoundDistance, soundDistance } from '../sound/soundDistance.ts';
import { decodePackets, throughCodec } from '../sound/throughCodec.ts';
import type { StagePlan } from '../world/benchWorld.ts';
import { answerWith, modelHeard } from '../world/modelCalls.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';
import { columnByModel } from './turnWays.ts';

const SPEECH_MS = { quick: 1500, whole: 8000 } as const;
const QUIET_MS = 600;
/** Long enough for either subject to have sent everything, and for the turn to be over. */
const TURN_ENDS_MS = 1800;
const UP = 'person to model';
const UP_HISSING = 'person whose microphone hisses to model';
const DOWN = 'model to person';

/** What becomes of the sound on its way, both ways, beside what the codec alone makes of it. */
export const soundQuality: Scenario = {
  name: 'soundQuality',
  async run(context) {
    const { world, subject, quick } = context;
    const durationMs = quick ? SPEECH_MS.quick : SPEECH_MS.whole;
    const speech = lasting(context.speech, durationMs);
    await world.model.call(answerWith, { pcm: speech, chunkMs: 150, rate: 4 });
    const plan: StagePlan = { subject, conversations: 1, turns: 'model' };
    const heard = await world.onStage(plan, async (stage) => {
      const { conversationId } = stage.first;
      await stage.speak(encodeVoice(speech));
      await sleep(TURN_ENDS_MS);
      const { pcm: atModel } = await world.model.call(modelHeard, { conversationId });
      await stage.speak(hissingVoice(speech));
      await sleep(TURN_ENDS_MS);
      const { pcm: both } = await world.model.call(modelHeard, { conversationId });
      const sinceMs = monotonicMs();
      await stage.respond();
      await sleep(durationMs);
      await stage.untilQuiet(stage.first, QUIET_MS);
      return {
        atModel,
        hissing: both.subarray(atModel.length),
        atPerson: await stage.heardPcm(stage.first, sinceMs),
      };
    });
    const own = { subject: columnByModel(subject) };
    keepDistance(context, UP, soundDistance(speech, heard.atModel), own);
    keepDistance(context, UP_HISSING, soundDistance(speech, heard.hissing), own);
    keepDistance(context, DOWN, soundDistance(speech, heard.atPerson), own);
    if (subject !== 'parley') return;
    const reference = { subject: 'reference' } as const;
    keepDistance(context, UP, soundDistance(speech, throughCodec(speech, 'stereo48k')), reference);
    const hissing = decodePackets(hissingVoice(speech));
    keepDistance(context, UP_HISSING, soundDistance(speech, hissing), reference);
    keepDistance(context, DOWN, soundDistance(speech, throughCodec(speech, 'mono24k')), reference);
  },
};

function keepDistance(
  { keep }: ScenarioContext,
  way: string,
  distance: SoundDistance,
  of: Pick<Measurement, 'subject'>,
): void {
  const common = { conversations: 1, ...of };
  const lostPercent = distance.lostShare * 100;
  keep({
    what: `${way}: segmental SNR, more is better`,
    unit: 'dB',
    summary: summarise(distance.segmentalSnrDb),
    ...common,
  });
  keep({
    what: `${way}: log-spectral distance`,
    unit: 'dB',
    summary: summarise(distance.logSpectralDb),
    ...common,
  });
  keep({ what: `${way}: frames not found`, unit: '%', summary: summarise([lostPercent]), ...common });
}
