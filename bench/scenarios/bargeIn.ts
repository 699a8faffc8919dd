import { setTimeout as sleep } from 'node:timers/promises';
import { msToSamples } from '../../src/audio/format.ts';
import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { cough, joinSounds, silence, sine } from '../../src/offline/speech/soundSource.ts';
import { synthesize } from '../../src/offline/speech/synthesize.ts';
import { monotonicMs } from '../processes/monotonicTime.ts';
import { atMost } from '../report/measurement.ts';
import { percentile, single, summarise } from '../report/statistics.ts';
import { babble } from '../sound/babble.ts';
import { firstVoicedPacket } from '../sound/firstVoicedPacket.ts';
import { type ResumedSound, resumedSound } from '../sound/resumedSound.ts';
import { shortQuestion } from '../sound/shortQuestion.ts';
import { throughCodec } from '../sound/throughCodec.ts';
import { trimQuiet } from '../sound/trimQuiet.ts';
import { answerWith } from '../world/modelCalls.ts';
import type { Stage, StageConversation } from '../world/stage.ts';
import type { Scenario } from './scenario.ts';

const DUCK_AIM_MS = 40;
/**
 * A duck of -12 dB is ramped over a frame, and Opus is 6.5 ms behind: the packet in which the ramp begins is 1.5 dB softer. No
 * codec moves a steady tone by half of that.
 */
const RAMPED_DB = 1;
/** Behind the ramp. */
const DUCKED_DB = 11;
const CONVERSATIONS = 4;
const ROUNDS = { quick: 1, whole: 6 } as const;
const ANSWER_MS = 3500;
const TONE_HZ = 440;
/** The answer has begun by then, and the interruption comes somewhere in it. */
const LISTEN_MS = 700;
const LISTEN_SPREAD_MS = 700;
/** A first sound of somebody, too short to pause for; and a little word, for which the bot pauses. */
const SOUND_MS = 240;
const LITTLE_WORD_MS = 420;
const QUIET_MS = 1200;

/** From the first voiced packet of a sound, unless it says otherwise. */
interface Duck {
  /** To the frame over which the bot becomes quieter. */
  begunMs: number;
  /** To the first frame behind that. */
  fullMs: number;
  /** To the former, from the first packet of the sound. */
  sinceWordMs: number;
}

/** Somebody makes a sound while the bot answers: how soon it is quieter, and whether it goes on at the exact sample. */
export const bargeIn: Scenario = {
  name: 'bargeIn',
  async run({ world, quick, subject, keep }) {
    if (subject === 'plain') return;
    const rounds = quick ? ROUNDS.quick : ROUNDS.whole;
    const question = encodeVoice(await shortQuestion());
    const voice = trimQuiet(await synthesize('Wait, I am here, and I see.', { voice: 'rms' }));
    const sound = encodeVoice(voice.subarray(0, msToSamples(SOUND_MS)));
    const voicedPacket = await firstVoicedPacket(sound);
    const answer = babble(ANSWER_MS);
    const noises = [
      encodeVoice(joinSounds(cough(1), silence(60), cough(2))),
      encodeVoice(voice.subarray(0, msToSamples(LITTLE_WORD_MS))),
    ] as const;
    const plan = { subject, conversations: CONVERSATIONS, turns: 'subject' } as const;
    const { ducked: ducks, resumed } = await world.onStage(plan, async (stage) => {
      const everywhere = <Result>(work: (one: StageConversation, index: number) => Promise<Result>) =>
        Promise.all(stage.conversations.map(work));
      const ducked: (Duck | undefined)[] = [];
      const found: ResumedSound[] = [];
      await world.model.call(answerWith, { pcm: sine(TONE_HZ, ANSWER_MS), chunkMs: 100, rate: 4 });
      for (let round = 0; round < rounds; round++) {
        ducked.push(...(await everywhere((one) => duckOnce(stage, one, question, sound, voicedPacket))));
      }
      await world.model.call(answerWith, { pcm: answer, chunkMs: 100, rate: 4 });
      const sent = throughCodec(answer, 'mono24k');
      for (let round = 0; round < rounds; round++) {
        const sinceMs = await everywhere((one, index) =>
          speakInto(stage, one, question, noises[(round + index) % 2 === 0 ? 0 : 1]),
        );
        for (const [index, one] of stage.conversations.entries()) {
          found.push(resumedSound(sent, await stage.heardPcm(one, sinceMs[index] ?? 0)));
        }
      }
      return { ducked: ducked.filter((one) => one !== undefined), resumed: found };
    });
    const common = { conversations: 1 };
    keep({
      ...common,
      what: 'first voiced packet to a quieter bot',
      unit: 'ms',
      summary: summarise(ducks.map(({ begunMs }) => begunMs)),
      aim: atMost(DUCK_AIM_MS),
    });
    keep({
      ...common,
      what: 'first voiced packet to a bot as quiet as it gets',
      unit: 'ms',
      summary: summarise(ducks.map(({ fullMs }) => fullMs)),
    });
    keep({
      ...common,
      what: 'the same, from the soft beginning of the word',
      unit: 'ms',
      summary: summarise(ducks.map(({ sinceWordMs }) => sinceWordMs)),
    });
    keep({
      ...common,
      what: 'made quieter by a short voice',
      unit: '%',
      summary: single((100 * ducks.length) / (rounds * CONVERSATIONS)),
    });
    const wrong = resumed.map(({ wrongSamples }) => wrongSamples);
    keep({
      ...common,
      what: 'goes on after a cough or a little word: samples lost or doubled',
      unit: '',
      summary: summarise(wrong),
      aim: atMost(0, 'p95'),
    });
    const unlike = resumed.map(({ unlikeFrames }) => unlikeFrames);
    keep({ ...common, what: 'the same: frames unlike (the fades)', unit: '', summary: summarise(unlike) });
    const pausedMs = resumed.map((one) => one.pausedMs).filter((ms) => ms > 0);
    keep({ ...common, what: 'the same: length of the pause', unit: 'ms', summary: summarise(pausedMs) });
  },
};

/** Asks, listens to the answer for a while, makes the sound, and waits for the end. When that began. */
async function speakInto(
  stage: Stage,
  one: StageConversation,
  question: readonly Buffer[],
  sound: readonly Buffer[],
): Promise<number> {
  await stage.speak(question, { conversations: [one] });
  const sinceMs = monotonicMs();
  await sleep(LISTEN_MS + Math.random() * LISTEN_SPREAD_MS);
  await stage.speak(sound, { conversations: [one] });
  await stage.untilQuiet(one, QUIET_MS);
  return sinceMs;
}

/** When the tone became quieter; undefined: it never was. */
async function duckOnce(
  stage: Stage,
  one: StageConversation,
  question: readonly Buffer[],
  sound: readonly Buffer[],
  voicedPacket: number,
): Promise<Duck | undefined> {
  const sinceMs = await speakInto(stage, one, question, sound);
  const spoken = stage.sentToBot(one, sinceMs).filter(({ silence: mark }) => !mark);
  const wordMs = spoken.at(-sound.length)?.atMs ?? Number.NaN;
  const firstMs = spoken.at(voicedPacket - sound.length)?.atMs ?? Number.NaN;
  const heard = (await stage.heard(one, sinceMs)).filter(({ voiced }) => voiced);
  const before = percentile(
    heard.filter(({ atMs }) => atMs < wordMs).map(({ levelDbfs }) => levelDbfs),
    0.5,
  );
  const fallenBy = (db: number) =>
    heard.find(({ atMs, levelDbfs }) => atMs >= wordMs && levelDbfs < before - db)?.atMs;
  const [begunMs, fullMs] = [fallenBy(RAMPED_DB), fallenBy(DUCKED_DB)];
  if (begunMs === undefined || fullMs === undefined) return undefined;
  return { begunMs: begunMs - firstMs, fullMs: fullMs - firstMs, sinceWordMs: begunMs - wordMs };
}
