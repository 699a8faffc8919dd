import { setTimeout as sleep } from 'node:timers/promises';
import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { monotonicMs } from '../processes/monotonicTime.ts';
import { atMost } from '../report/measurement.ts';
import { summarise } from '../report/statistics.ts';
import { denseSpeech } from '../sound/denseSpeech.ts';
import { shortQuestion } from '../sound/shortQuestion.ts';
import { answerWith } from '../world/modelCalls.ts';
import type { Stage, StageConversation } from '../world/stage.ts';
import { responseRequests } from './responseRequests.ts';
import type { Scenario } from './scenario.ts';
import { turnWays } from './turnWays.ts';

const REQUEST_AIM_MS = 60;
/** The first sound is to come so long after a model has made it, but not before the end of the turn is sure. */
const OWN_SHARE_MS = 80;
const EARLIEST_MS = 280;
const MODEL_NEEDS_MS = [0, 300, 800] as const;
/** With each model; beside each other, since waiting is no load. */
const CONVERSATIONS_EACH = 2;
const ROUNDS = { quick: 1, whole: 6 } as const;
const ANSWER_MS = 400;
const QUIET_MS = 400;
const HELD_MS = 500;
/** So that turns do not end on the beat of anything. */
const SPREAD_MS = 200;
const DONE = 'response.done';

interface AnsweredTurn {
  requestMs: number;
  /** Undefined: nothing was heard. */
  soundMs: number | undefined;
}

/** From a person's last spoken packet to the request for an answer and to its first sound, with models of several speeds. */
export const answerDelay: Scenario = {
  name: 'answerDelay',
  async run({ world, speech, quick, subject, keep }) {
    const word = encodeVoice(await shortQuestion());
    const conversations = CONVERSATIONS_EACH * MODEL_NEEDS_MS.length;
    for (const { turns, column } of turnWays(subject)) {
      const byModel = await world.onStage({ subject, conversations, turns }, async (stage) => {
        const needsMs = (index: number) => MODEL_NEEDS_MS[index % MODEL_NEEDS_MS.length] ?? 0;
        const delaysMs = Object.fromEntries(
          stage.conversations.map(({ conversationId }, index) => [conversationId, needsMs(index)]),
        );
        const pcm = denseSpeech(speech, ANSWER_MS);
        await world.model.call(answerWith, { pcm, chunkMs: 100, rate: 4, vadAnswers: true, delaysMs });
        const found = new Map<number, AnsweredTurn[]>(MODEL_NEEDS_MS.map((ms) => [ms, []]));
        for (let round = 0; round < (quick ? ROUNDS.quick : ROUNDS.whole); round++) {
          await Promise.all(
            stage.conversations.map(async (conversation, index) => {
              const turn = await askOnce(stage, conversation, word);
              if (turn !== undefined) found.get(needsMs(index))?.push(turn);
            }),
          );
        }
        return found;
      });
      const requestsMs = [...byModel.values()].flat().map(({ requestMs }) => requestMs);
      const common = { unit: 'ms', conversations: 1, subject: column };
      keep({
        ...common,
        what: 'last spoken packet to request of an answer',
        summary: summarise(requestsMs),
        aim: atMost(REQUEST_AIM_MS),
      });
      for (const [needsMs, answered] of byModel) {
        keep({
          ...common,
          what: `last spoken packet to first sound, model needs ${needsMs} ms`,
          summary: summarise(answered.flatMap(({ soundMs }) => soundMs ?? [])),
          aim: atMost(Math.max(EARLIEST_MS, needsMs + OWN_SHARE_MS)),
        });
      }
    }
  },
};

async function askOnce(
  stage: Stage,
  conversation: StageConversation,
  word: readonly Buffer[],
): Promise<AnsweredTurn | undefined> {
  await sleep(Math.random() * SPREAD_MS);
  const sinceMs = monotonicMs();
  await stage.speak(word, { conversations: [conversation] });
  await stage.untilEvent(conversation, DONE, sinceMs);
  // The sound of an answer may be held until the end of the turn is sure.
  await sleep(HELD_MS);
  await stage.untilQuiet(conversation, QUIET_MS);
  const lastMs = stage
    .sentToBot(conversation, sinceMs)
    .filter(({ silence }) => !silence)
    .at(-1)?.atMs;
  if (lastMs === undefined) return undefined;
  const [request] = await responseRequests(stage, lastMs, conversation);
  const heard = await stage.heard(conversation, lastMs);
  const soundMs = heard.find(({ voiced }) => voiced)?.atMs;
  if (request === undefined) return undefined;
  return { requestMs: request.atMs - lastMs, soundMs: soundMs === undefined ? undefined : soundMs - lastMs };
}
