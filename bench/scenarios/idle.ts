import { setTimeout as sleep } from 'node:timers/promises';
import { FRAME_MS } from '../../src/audio/format.ts';
import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { monotonicMs } from '../processes/monotonicTime.ts';
import { atMost } from '../report/measurement.ts';
import { single } from '../report/statistics.ts';
import { denseSpeech } from '../sound/denseSpeech.ts';
import { answerWith } from '../world/modelCalls.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';
import { type TurnWay, turnWays } from './turnWays.ts';

const CPU_AIM_PERCENT = 0.5;
const WORD_MS = 600;
/** After somebody spoke, this long until the turn is over and everything has fallen quiet. */
const FALL_QUIET_MS = 4000;
const IDLE_MS = { quick: 1500, whole: 10_000 } as const;

/** What a conversation costs in which nobody speaks, after somebody did. */
export const idle: Scenario = {
  name: 'idle',
  async run(context) {
    const most = Math.max(...context.conversationCounts);
    for (const [index, way] of turnWays(context.subject).entries()) {
      await measureIdle(context, way, 1);
      // Many at once take long to come in: in a hurry one way to decide turns stands for the other.
      if (most > 1 && (index === 0 || !context.quick)) await measureIdle(context, way, most);
    }
  },
};

async function measureIdle(
  context: ScenarioContext,
  { turns, column }: TurnWay,
  conversations: number,
): Promise<void> {
  const { world, speech, quick, subject, keep } = context;
  const pcm = denseSpeech(speech, WORD_MS);
  await world.model.call(answerWith, { pcm, chunkMs: 100, rate: 4 });
  const { usage, sent } = await world.onStage({ subject, conversations, turns }, async (stage) => {
    await stage.speak(encodeVoice(pcm), { spreadMs: FRAME_MS });
    await sleep(FALL_QUIET_MS);
    // What was spoken left garbage behind; collecting it some seconds later is no part of being idle.
    await stage.usage(true);
    const sinceMs = monotonicMs();
    const found = await stage.measure(() => sleep(quick ? IDLE_MS.quick : IDLE_MS.whole));
    const events = await stage.events([], sinceMs);
    return { usage: found, sent: events.filter(({ direction }) => direction === 'fromClient') };
  });
  const bytes = sent.reduce((sum, { audioBytes = 0 }) => sum + audioBytes, 0);
  keep({
    what: 'events sent to the model',
    unit: '',
    conversations,
    subject: column,
    summary: single(sent.length),
    aim: atMost(0),
  });
  keep({
    what: 'sound sent to the model',
    unit: 'bytes',
    conversations,
    subject: column,
    summary: single(bytes),
    aim: atMost(0),
  });
  keep({
    what: 'CPU of a core a conversation',
    unit: '%',
    conversations,
    subject: column,
    summary: single(usage.subjectCpu / conversations),
    aim: atMost(CPU_AIM_PERCENT),
  });
}
