import { setTimeout as sleep } from 'node:timers/promises';
import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { monotonicMs } from '../processes/monotonicTime.ts';
import { atLeast, atMost } from '../report/measurement.ts';
import { shareAtMost, single, summarise } from '../report/statistics.ts';
import { denseSpeech } from '../sound/denseSpeech.ts';
import { shortQuestion } from '../sound/shortQuestion.ts';
import { answerWith } from '../world/modelCalls.ts';
import type { Stage } from '../world/stage.ts';
import { responseRequests } from './responseRequests.ts';
import type { Scenario } from './scenario.ts';

const CPU_AIM_PERCENT = 2;
const GAP_LIMIT_MS = 25;
const GAP_AIM_PERCENT = 99;
/** Packets farther apart than this belong to different answers. */
const NEXT_ANSWER_MS = 500;
const SPEAK_MS = 2000;
const ANSWER_MS = 2000;
const MODEL_NEEDS_MS = 300;
/** From the end of what a person says until they speak again: time for the answer, by whomever the turn is ended. */
const LISTEN_MS = 4000;
const CYCLE_MS = SPEAK_MS + LISTEN_MS;
const TURNS = { quick: 2, whole: 4 } as const;

/**
 * As many conversations as `load` has at most, taking turns as people do and as the product is set by default: a person speaks
 * for two seconds, the answer plays for two, and so on, each conversation in its own time.
 */
export const turns: Scenario = {
  name: 'turns',
  async run({ world, speech, quick, subject, conversationCounts, keep }) {
    const conversations = Math.max(...conversationCounts);
    const packets = encodeVoice(await shortQuestion());
    const pcm = denseSpeech(speech, ANSWER_MS);
    const plan = { subject, conversations, turns: 'subject' } as const;
    const found = await world.onStage(plan, async (stage) => {
      const needs = stage.conversations.map(({ conversationId }) => [conversationId, MODEL_NEEDS_MS]);
      const delaysMs = Object.fromEntries(needs);
      await world.model.call(answerWith, { pcm, chunkMs: 200, rate: 4, vadAnswers: true, delaysMs });
      const sinceMs = monotonicMs();
      const takeTurns = async (one: (typeof stage.conversations)[number], index: number) => {
        await sleep((index * CYCLE_MS) / conversations);
        for (let turn = 0; turn < (quick ? TURNS.quick : TURNS.whole); turn++) {
          await stage.speak(packets, { conversations: [one] });
          await sleep(LISTEN_MS);
        }
      };
      const all = Promise.all(stage.conversations.map(takeTurns));
      // From the last one's first turn to the first one's last, all are in the middle of it.
      await sleep(CYCLE_MS);
      const measuredMs = CYCLE_MS * ((quick ? TURNS.quick : TURNS.whole) - 1);
      const usage = await stage.measure(() => sleep(measuredMs));
      await all;
      return { usage, gapsMs: voiceGapsMs(stage, sinceMs), ...(await firstSounds(stage, sinceMs)) };
    });
    const common = { conversations };
    const { usage, gapsMs, firstMs, requests } = found;
    const turnsTaken = conversations * (quick ? TURNS.quick : TURNS.whole);
    keep({
      ...common,
      what: 'CPU of a core a conversation',
      unit: '%',
      summary: single(usage.subjectCpu / conversations),
      aim: atMost(CPU_AIM_PERCENT),
    });
    keep({
      ...common,
      what: `gaps between voice packets up to ${GAP_LIMIT_MS} ms`,
      unit: '%',
      summary: single(100 * shareAtMost(gapsMs, GAP_LIMIT_MS)),
      aim: atLeast(GAP_AIM_PERCENT),
    });
    keep({ ...common, what: 'gap between voice packets', unit: 'ms', summary: summarise(gapsMs) });
    keep({
      ...common,
      what: 'turns answered',
      unit: '%',
      summary: single((100 * firstMs.length) / turnsTaken),
      aim: atLeast(100),
    });
    keep({ ...common, what: 'responses made for a turn', unit: '', summary: single(requests / turnsTaken) });
    keep({
      ...common,
      what: `last spoken packet to first sound, model needs ${MODEL_NEEDS_MS} ms`,
      unit: 'ms',
      summary: summarise(firstMs),
    });
    keep({
      ...common,
      what: 'beside it: CPU of model, people and voice server',
      unit: '%',
      summary: single(usage.worldCpu),
    });
    keep({
      ...common,
      what: 'beside it: subject waited for a core',
      unit: '%',
      summary: single(usage.subjectWaited),
    });
  },
};

function voiceGapsMs(stage: Stage, sinceMs: number): number[] {
  return stage.conversations.flatMap((conversation) => {
    const times = stage
      .sentToPerson(conversation, sinceMs)
      .filter(({ silence }) => !silence)
      .map(({ atMs }) => atMs);
    return times
      .slice(1)
      .map((atMs, index) => atMs - (times[index] ?? atMs))
      .filter((gapMs) => gapMs < NEXT_ANSWER_MS);
  });
}

/** For each turn that was answered before the next: from its last packet to the first sound. */
async function firstSounds(stage: Stage, sinceMs: number): Promise<{ firstMs: number[]; requests: number }> {
  const firstMs: number[] = [];
  let requests = 0;
  for (const conversation of stage.conversations) {
    const spoken = stage.sentToBot(conversation, sinceMs).filter(({ silence }) => !silence);
    const ends = spoken.filter(
      ({ atMs }, index) => (spoken[index + 1]?.atMs ?? Infinity) - atMs > NEXT_ANSWER_MS,
    );
    const sent = stage.sentToPerson(conversation, sinceMs).filter(({ silence }) => !silence);
    for (const { atMs: endMs } of ends) {
      const first = sent.find(({ atMs }) => atMs > endMs);
      if (first !== undefined && first.atMs - endMs < LISTEN_MS) firstMs.push(first.atMs - endMs);
    }
    requests += (await responseRequests(stage, sinceMs, conversation)).length;
  }
  return { firstMs, requests };
}
