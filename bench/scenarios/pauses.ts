import { setTimeout as sleep } from 'node:timers/promises';
import { synthesize } from '../../src/offline/speech/synthesize.ts';
import { monotonicMs } from '../processes/monotonicTime.ts';
import { atMost } from '../report/measurement.ts';
import { single } from '../report/statistics.ts';
import { denseSpeech } from '../sound/denseSpeech.ts';
import { type Microphone, naturalSpeech, type PausedSpeech, pausedSpeech } from '../sound/pausedSpeech.ts';
import { trimQuiet } from '../sound/trimQuiet.ts';
import { answerWith } from '../world/modelCalls.ts';
import type { Stage, StageConversation } from '../world/stage.ts';
import { responseRequests } from './responseRequests.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';
import { type TurnWay, turnWays } from './turnWays.ts';

const MICROPHONES: Record<Microphone, string> = { endMarks: 'end marks', open: 'open microphone' };
const PAUSES_MS = {
  quick: [200, 400, 800, 1200],
  whole: [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200],
} as const;
/** Pauses up to so long are told together. */
const GROUPS_MS = [400, 800, 1200] as const;
/** In a pause up to so long nobody is to hear the bot begin. */
const PATIENT_MS = 400;
const ROUNDS = { quick: 1, whole: 3 } as const;
const BEFORE_PAUSE = 'I would like to know';
const BEHIND_PAUSE = 'what the weather is like today';
const ANSWER_MS = 500;
/** By then an answer is begun, whoever decides turns. */
const ANSWER_BEGINS_MS = 900;
const QUIET_MS = 900;
/** Sound that comes so long after the last is a new beginning. */
const NEW_SOUND_MS = 300;

interface Outcome {
  /** How often somebody who was not finished heard the bot begin. */
  falseStarts: number;
  /** Answers that were asked for beside the one that is due. */
  wasted: number;
}

interface PauseOutcome extends Outcome {
  microphone: Microphone;
  pauseMs: number;
}

/**
 * Who speaks with pauses: does the bot begin in them, and how many answers are made in vain? The model needs no time, the worst
 * case. In speech made here the pause has a set length; in the given speech (`--speech`) it is as it is.
 */
export const pauses: Scenario = {
  name: 'pauses',
  async run(context) {
    if (context.subject === 'plain') return;
    for (const way of turnWays(context.subject)) await measurePauses(context, way);
  },
};

async function measurePauses(context: ScenarioContext, { turns, column }: TurnWay): Promise<void> {
  const { world, speech, quick, subject, keep } = context;
  const pcm = denseSpeech(speech, ANSWER_MS);
  await world.model.call(answerWith, { pcm, chunkMs: 100, rate: 4, vadAnswers: true });
  const halves = [
    trimQuiet(await synthesize(BEFORE_PAUSE)),
    trimQuiet(await synthesize(BEHIND_PAUSE)),
  ] as const;
  const cases = (['endMarks', 'open'] as const).flatMap((microphone) =>
    PAUSES_MS[quick ? 'quick' : 'whole'].map((pauseMs) => ({ microphone, pauseMs })),
  );
  const given = (['endMarks', 'open'] as const).map((microphone) => ({
    microphone,
    said: naturalSpeech(trimQuiet(speech), microphone),
  }));
  const conversations = cases.length + given.length;
  const outcomes = await world.onStage({ subject, conversations, turns }, async (stage) => {
    const paused: PauseOutcome[] = [];
    const natural: (Outcome & { microphone: Microphone })[] = [];
    await Promise.all(
      stage.conversations.map(async (conversation, index) => {
        const own = cases[index];
        const whole = given[index - cases.length];
        if (whole !== undefined) {
          natural.push({ ...(await sayOnce(stage, conversation, whole.said)), microphone: whole.microphone });
        }
        if (own === undefined) return;
        for (let round = 0; round < ROUNDS[quick ? 'quick' : 'whole']; round++) {
          const said = pausedSpeech(...halves, own.pauseMs, own.microphone);
          paused.push({ ...own, ...(await sayOnce(stage, conversation, said)) });
        }
      }),
    );
    return { paused, natural };
  });

  for (const [microphone, words] of Object.entries(MICROPHONES)) {
    let fromMs = 0;
    for (const toMs of GROUPS_MS) {
      const group = outcomes.paused.filter(
        (one) => one.microphone === microphone && one.pauseMs > fromMs && one.pauseMs <= toMs,
      );
      const pauseWords = `${words}, pauses of ${fromMs + 100} to ${toMs} ms`;
      const share = (of: keyof Outcome) => single((100 * sum(group, of)) / group.length);
      const common = { unit: '% of turns', conversations, subject: column };
      const aim = toMs <= PATIENT_MS ? atMost(0) : undefined;
      keep({ ...common, what: `${pauseWords}: heard it begin`, summary: share('falseStarts'), aim });
      keep({ ...common, what: `${pauseWords}: wasted responses`, summary: share('wasted') });
      fromMs = toMs;
    }
    const own = outcomes.natural.filter((one) => one.microphone === microphone);
    const common = { unit: '', conversations, subject: column };
    const given = `${words}, speech given or made`;
    keep({ ...common, what: `${given}: heard it begin`, summary: single(sum(own, 'falseStarts')) });
    keep({ ...common, what: `${given}: wasted responses`, summary: single(sum(own, 'wasted')) });
  }
}

function sum(outcomes: readonly Outcome[], of: keyof Outcome): number {
  return outcomes.reduce((all, one) => all + one[of], 0);
}

async function sayOnce(
  stage: Stage,
  conversation: StageConversation,
  { parts, firstEnds, lastEnds }: PausedSpeech,
): Promise<Outcome> {
  const sinceMs = monotonicMs();
  await stage.say(conversation.personId, parts);
  await sleep(ANSWER_BEGINS_MS);
  await stage.untilQuiet(conversation, QUIET_MS);
  const sent = stage.sentToBot(conversation, sinceMs).filter(({ silence }) => !silence);
  const fromMs = sent[firstEnds - 1]?.atMs ?? Number.NaN;
  const toMs = sent[lastEnds - 1]?.atMs ?? Number.NaN;
  const early = (await stage.heard(conversation, sinceMs))
    .filter(({ voiced, atMs }) => voiced && atMs > fromMs && atMs < toMs)
    .map(({ atMs }) => atMs);
  const begun = early.filter((atMs, index) => atMs - (early[index - 1] ?? 0) > NEW_SOUND_MS);
  const requests = await responseRequests(stage, sinceMs, conversation);
  return { falseStarts: begun.length, wasted: Math.max(0, requests.length - 1) };
}
