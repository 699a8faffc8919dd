import { setTimeout as sleep } from 'node:timers/promises';
import { FRAME_MS } from '../../src/audio/format.ts';
import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { monotonicMs } from '../processes/monotonicTime.ts';
import { atMost } from '../report/measurement.ts';
import { summarise } from '../report/statistics.ts';
import { denseSpeech } from '../sound/denseSpeech.ts';
import type { StagePlan } from '../world/benchWorld.ts';
import { answerWith, type ModelEvent } from '../world/modelCalls.ts';
import type { Stage, StageConversation } from '../world/stage.ts';
import type { Scenario } from './scenario.ts';
import { columnByModel } from './turnWays.ts';

const BARGE_IN_AIM_MS = 45;
const TRUNCATION_AIM_MS = 20;
/** Several conversations beside each other give more figures in the same time; three are no load. */
const CONVERSATIONS = 3;
const ROUNDS = { quick: 1, whole: 8 } as const;
const ANSWER_MS = 6000;
const WORD_MS = 600;
const SHORTEST_LISTEN_MS = 400;
const LISTEN_SPREAD_MS = 1400;
const QUIET_MS = 400;
const SPEECH_STARTED = 'input_audio_buffer.speech_started';
const COMMITTED = 'input_audio_buffer.committed';
const TRUNCATE = 'conversation.item.truncate';
const DELETE = 'conversation.item.delete';

interface Interruption {
  /** From `speech_started` to the last voiced packet; at least 0. */
  silentAfterMs: number;
  /** What the model was told was heard, minus what was; undefined: it was told nothing. */
  truncationErrorMs: number | undefined;
}

/** How fast a person who speaks silences the bot, and how well the model knows what was heard until then. */
export const interruption: Scenario = {
  name: 'interruption',
  async run({ world, speech, quick, subject, keep }) {
    await world.model.call(answerWith, { pcm: denseSpeech(speech, ANSWER_MS), chunkMs: 150, rate: 4 });
    const word = encodeVoice(denseSpeech(speech, WORD_MS));
    const plan: StagePlan = { subject, conversations: CONVERSATIONS, turns: 'model' };
    const all = await world.onStage(plan, async (stage) => {
      const found: (Interruption | undefined)[] = [];
      for (let round = 0; round < (quick ? ROUNDS.quick : ROUNDS.whole); round++) {
        found.push(...(await Promise.all(stage.conversations.map((one) => interruptOnce(stage, one, word)))));
      }
      return found.filter((one) => one !== undefined);
    });
    const errorsMs = all.map((one) => one.truncationErrorMs).filter((one) => one !== undefined);
    keep({
      what: 'speech_started to last voiced packet',
      unit: 'ms',
      conversations: 1,
      subject: columnByModel(subject),
      summary: summarise(all.map((one) => one.silentAfterMs)),
      aim: atMost(BARGE_IN_AIM_MS),
    });
    keep({
      what: 'truncation, distance to what was heard',
      unit: 'ms',
      conversations: 1,
      subject: columnByModel(subject),
      summary: summarise(errorsMs.map(Math.abs)),
      aim: atMost(TRUNCATION_AIM_MS, 'p95'),
    });
  },
};

async function interruptOnce(
  stage: Stage,
  conversation: StageConversation,
  word: readonly Buffer[],
): Promise<Interruption | undefined> {
  const sinceMs = monotonicMs();
  await stage.respond([conversation]);
  await sleep(SHORTEST_LISTEN_MS + Math.random() * LISTEN_SPREAD_MS);
  await stage.speak(word, { conversations: [conversation] });
  await stage.untilQuiet(conversation, QUIET_MS);
  // The next answer is not asked for before this turn is over.
  await stage.untilEvent(conversation, COMMITTED, sinceMs);
  const events = await stage.events([SPEECH_STARTED, TRUNCATE, DELETE], sinceMs, conversation);
  const started = events.find(({ type }) => type === SPEECH_STARTED);
  const voiced = (await stage.heard(conversation, sinceMs)).filter((packet) => packet.voiced);
  const last = voiced.at(-1);
  if (started === undefined || last === undefined) return undefined;
  const toldMs = toldHeardMs(events);
  return {
    silentAfterMs: Math.max(0, last.atMs - started.atMs),
    // Every frame of the answer is voiced, so the count of voiced packets tells how much of it was heard.
    truncationErrorMs: toldMs === undefined ? undefined : toldMs - voiced.length * FRAME_MS,
  };
}

/** What the client said was heard; of a deleted item that is nothing. */
function toldHeardMs(events: readonly ModelEvent[]): number | undefined {
  const told = events.find(({ type }) => type === TRUNCATE || type === DELETE);
  return told?.type === DELETE ? 0 : told?.audioEndMs;
}
