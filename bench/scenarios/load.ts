import { setTimeout as sleep } from 'node:timers/promises';
import { FRAME_MS, msToSamples } from '../../src/audio/format.ts';
import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { levelDb } from '../../src/offline/realtime/vad.ts';
import { monotonicMs } from '../processes/monotonicTime.ts';
import { type Aim, atLeast, atMost } from '../report/measurement.ts';
import { largest, type Summary, shareAtMost, single, summarise } from '../report/statistics.ts';
import { denseSpeech, lasting } from '../sound/denseSpeech.ts';
import type { StagePlan } from '../world/benchWorld.ts';
import { answerWith } from '../world/modelCalls.ts';
import type { Stage } from '../world/stage.ts';
import { AUDIO_DELTA } from './firstSound.ts';
import { packetDelays } from './packetDelays.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

const CPU_AIM_PERCENT = 2;
const GAP_LIMIT_MS = 25;
/** Packets closer than this make up for a late one: a listener's jitter buffer may lose them. */
const HURRIED_MS = 15;
const GAP_AIM_PERCENT = 99;
const FIRST_SOUND_AIM_MS = 300;
/** The aims are named for so many conversations. */
const AIMED_CONVERSATIONS = 25;
/** The burst of all first deltas is measured apart from the steady talk behind it. */
const SETTLE_MS = 1000;
const TALK_MS = { quick: 1500, whole: 8000 } as const;
/** The model's VAD looks at so much at a time, and with threshold 1 wants at least -30 dBFS; the codec moves levels a little. */
const LEVEL_SAMPLES = msToSamples(10);
const UNNOTICED_DBFS = -33;
const TAIL_MS = 500;
/** So many times faster than it plays: the whole answer in one go. */
const ALL_AT_ONCE = 1e6;
const MEGABYTE = 1024 * 1024;

/**
 * All conversations talk at once, both ways at once: every person speaks without a pause, and every answer comes whole in
 * one go and is played meanwhile. Through the product's real paths, with turns left to the model; but people speak softer than
 * the model's VAD is told to listen for, so that nobody's speech stops an answer. What turns cost is measured by `turns`.
 */
export const load: Scenario = {
  name: 'load',
  async run(context) {
    for (const conversations of context.conversationCounts) await measureLoad(context, conversations);
  },
};

async function measureLoad(context: ScenarioContext, conversations: number): Promise<void> {
  const { world, speech, quick, subject } = context;
  const talkMs = quick ? TALK_MS.quick : TALK_MS.whole;
  const wholeMs = SETTLE_MS + talkMs + TAIL_MS;
  const pcm = denseSpeech(speech, wholeMs);
  // Speech that hardly repeats itself, so that a packet's sound can be found again even when much was lost.
  const packets = encodeVoice(unnoticed(lasting(speech, wholeMs)));
  await world.model.call(answerWith, { pcm, chunkMs: 200, rate: ALL_AT_ONCE });
  const plan: StagePlan = { subject, conversations, turns: 'nobody' };
  const found = await world.onStage(plan, async (stage) => {
    const sinceMs = monotonicMs();
    const spoken = stage.speak(packets, { spreadMs: FRAME_MS });
    await stage.respond();
    await sleep(SETTLE_MS);
    const fromMs = monotonicMs();
    const usage = await stage.measure(() => sleep(talkMs));
    const toMs = monotonicMs();
    const { rssBytes } = await stage.usage();
    await spoken;
    return {
      usage,
      gapsMs: voiceGapsMs(stage, fromMs, toMs),
      firstMs: await firstSoundsMs(stage, sinceMs),
      delaysMs: await packetDelays(world, stage, stage.first, { packets, sinceMs }),
      ownBytes: rssBytes - stage.emptyRssBytes,
      rssBytes,
    };
  });

  const keep = (what: string, unit: string, summary: Summary, aim?: Aim): void =>
    context.keep({
      what,
      unit,
      conversations,
      summary,
      aim: conversations === AIMED_CONVERSATIONS ? aim : undefined,
    });
  const { usage, gapsMs, firstMs, delaysMs, ownBytes, rssBytes } = found;
  const shortGaps = shareAtMost(gapsMs, GAP_LIMIT_MS) * 100;
  const hurriedGaps = shareAtMost(gapsMs, HURRIED_MS) * 100;
  keep(
    'CPU of a core a conversation',
    '%',
    single(usage.subjectCpu / conversations),
    atMost(CPU_AIM_PERCENT),
  );
  keep(
    `gaps between voice packets up to ${GAP_LIMIT_MS} ms`,
    '%',
    single(shortGaps),
    atLeast(GAP_AIM_PERCENT),
  );
  keep(`gaps between voice packets under ${HURRIED_MS} ms (bursts)`, '%', single(hurriedGaps));
  keep('gap between voice packets', 'ms', summarise(gapsMs));
  keep('answers heard', '%', single((100 * firstMs.length) / conversations), atLeast(100));
  keep('all first deltas at once: first sound', 'ms', summarise(firstMs));
  keep(
    'all first deltas at once: last first sound',
    'ms',
    single(largest(firstMs)),
    atMost(FIRST_SOUND_AIM_MS),
  );
  keep('packet in to append out', 'ms', summarise(delaysMs));
  keep('memory a conversation adds (RSS)', 'MB', single(ownBytes / MEGABYTE / conversations));
  keep('memory of the whole process (RSS)', 'MB', single(rssBytes / MEGABYTE));
  // Where these are much, it is the machine that limits, and the bench's own world on the same cores.
  keep('beside it: CPU of model, people and voice server', '%', single(usage.worldCpu));
  keep('beside it: subject waited for a core', '%', single(usage.subjectWaited));
  keep('beside it: voice server waited for a core', '%', single(usage.voiceServerWaited));
}

/** Speech of which no moment is loud enough for a VAD with threshold 1. */
function unnoticed(speech: Int16Array): Int16Array {
  let loudestDb = Number.NEGATIVE_INFINITY;
  for (let from = 0; from + LEVEL_SAMPLES <= speech.length; from += LEVEL_SAMPLES) {
    loudestDb = Math.max(loudestDb, levelDb(speech.subarray(from, from + LEVEL_SAMPLES)));
  }
  const gain = 10 ** ((UNNOTICED_DBFS - loudestDb) / 20);
  return speech.map((sample) => Math.round(sample * gain));
}

function voiceGapsMs(stage: Stage, fromMs: number, toMs: number): number[] {
  return stage.conversations.flatMap((conversation) => {
    const times = stage
      .sentToPerson(conversation, fromMs)
      .filter(({ atMs, silence }) => !silence && atMs < toMs)
      .map(({ atMs }) => atMs);
    return times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs));
  });
}

async function firstSoundsMs(stage: Stage, sinceMs: number): Promise<number[]> {
  const deltas = await stage.events([AUDIO_DELTA], sinceMs);
  return stage.conversations.flatMap((conversation) => {
    const delta = deltas.find(({ conversationId }) => conversationId === conversation.conversationId);
    if (delta === undefined) return [];
    // Every frame of the answer is voiced: its first packet that is no silence frame is its first sound.
    const first = stage.sentToPerson(conversation, delta.atMs).find(({ silence }) => !silence);
    return first === undefined ? [] : [first.atMs - delta.atMs];
  });
}
