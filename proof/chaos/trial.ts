import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Talker } from '../../src/offline/world/talker.ts';
import type { ChaosRoom } from './chaosRoom.ts';
import type { ChaosFault } from './faultDeck.ts';

/** In which moment of a conversation a fault happens. */
export const PHASES = ['quiet', 'speaking', 'answering'] as const;
export type Phase = (typeof PHASES)[number];

/** What became of one fault. */
export interface Trial {
  fault: ChaosFault;
  phase: Phase;
  /** From the fault's end to the first sound of the answer, the sentence included; `undefined` when none came in time. */
  recoveredMs: number | undefined;
  /** How often somebody had to say their sentence again. */
  saidAgain: number;
  /** What was wrong, in plain words. */
  problems: string[];
}

/** A person must be answered again within this. */
export const RECOVERY_LIMIT_MS = 15_000;
/** Where Discord itself carried no sound, people say it again after so long without an answer. */
const PATIENCE_MS = 3_500;
/** Faults that last are ended after this. */
const LASTS_MS = 1_500;
const INTO_SENTENCE_MS = 700;
const LONG_ANSWER_MS = 2_500;
const SHORT_ANSWER_MS = 600;
const QUIET_MS = 1_000;
const QUIET_LIMIT_MS = 12_000;
/** An answer that sounded for longer than this share of its length was played twice. */
const MOST_HEARD = 1.5;
/** The people's own process stopped for so long: their sentence had a hole in it that looked like its end. */
const HOLE_MS = 150;
const SHORT_SENTENCE = 'Hello there.';
const LONG_SENTENCE = 'Please tell me what you can see from the window now';
const NS_PER_MS = 1e6;

/** Makes one fault happen while people talk, and finds out whether the next thing that is said is answered, once. */
export async function tryFault(
  room: ChaosRoom,
  fault: ChaosFault,
  phase: Phase,
  speaker: Talker,
): Promise<Trial> {
  const trial: Trial = { fault, phase, recoveredMs: undefined, saidAgain: 0, problems: [] };
  try {
    await begin(room, phase, speaker);
    const delays = monitorEventLoopDelay({ resolution: 10 });
    delays.enable();
    const firstAnswer = room.tones.count;
    const saying = phase === 'speaking' ? sayOnce(speaker, LONG_SENTENCE) : undefined;
    if (saying !== undefined) await pause(INTO_SENTENCE_MS);
    const faultMs = performance.now();
    const undo = fault.happen(room.scene(speaker));
    const lasting = pause(LASTS_MS).then(undo);
    await saying;
    if (fault.outcome === 'ends') {
      await room.untilEnded();
      await lasting;
      await room.converse();
    }
    const sinceMs = fault.outcome === 'ends' ? performance.now() : faultMs;
    const spoken = saying === undefined || fault.outcome === 'ends' ? 0 : 1;
    await answered(room, trial, speaker, { sinceMs, firstAnswer, spoken });
    await lasting;
    delays.disable();
    await judgeOnce(room, trial, speaker, { sinceMs, firstAnswer, hole: delays.max / NS_PER_MS > HOLE_MS });
  } catch (thrown) {
    const [reason] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n');
    trial.problems.push(reason ?? 'something failed');
  }
  return trial;
}

async function begin(room: ChaosRoom, phase: Phase, speaker: Talker): Promise<void> {
  await room.converse();
  await room.gather();
  room.tones.answerMs = SHORT_ANSWER_MS;
  if (phase !== 'answering') return;
  room.tones.answerMs = LONG_ANSWER_MS;
  const first = room.tones.count;
  await speaker.say(SHORT_SENTENCE);
  const { botId } = room.world;
  await room.tones.untilHeard(speaker.heard, { userId: botId, first, limitMs: RECOVERY_LIMIT_MS });
  room.tones.answerMs = SHORT_ANSWER_MS;
}

/** Waits for an answer; where Discord's line was down, the sentence is said again now and then. */
async function answered(
  room: ChaosRoom,
  trial: Trial,
  speaker: Talker,
  { sinceMs, firstAnswer, spoken }: { sinceMs: number; firstAnswer: number; spoken: number },
): Promise<void> {
  let times = spoken;
  for (;;) {
    await room.gather();
    if (times === 0) {
      await sayOnce(speaker, SHORT_SENTENCE);
      times = 1;
    }
    const leftMs = sinceMs + RECOVERY_LIMIT_MS - performance.now();
    const limitMs = trial.fault.side === 'discord' ? Math.min(PATIENCE_MS, leftMs) : leftMs;
    const already = room.tones.heardSince(speaker.heard.of(room.world.botId), sinceMs, firstAnswer);
    const atMs =
      already.size > 0
        ? performance.now()
        : await room.tones.untilHeard(speaker.heard, {
            userId: room.world.botId,
            first: firstAnswer,
            limitMs: Math.max(0, limitMs),
          });
    if (atMs !== undefined) {
      trial.recoveredMs = Math.max(0, atMs - sinceMs);
      trial.saidAgain = times - 1;
      return;
    }
    if (room.hasEnded && trial.fault.outcome === 'goesOn')
      throw new Error(`it ended: ${oneLine(room.shown)}`);
    if (performance.now() >= sinceMs + RECOVERY_LIMIT_MS)
      throw new Error(`no answer within ${RECOVERY_LIMIT_MS / 1000} s; it shows "${oneLine(room.shown)}"`);
    await room.gather();
    await sayOnce(speaker, SHORT_SENTENCE);
    times += 1;
  }
}

/** Nothing may be answered twice, and no answer may be played twice. */
async function judgeOnce(
  room: ChaosRoom,
  trial: Trial,
  speaker: Talker,
  { sinceMs, firstAnswer, hole }: { sinceMs: number; firstAnswer: number; hole: boolean },
): Promise<void> {
  const { botId } = room.world;
  await speaker.heard.untilQuiet(botId, QUIET_MS, { timeoutMs: QUIET_LIMIT_MS });
  const heard = room.tones.heardSince(speaker.heard.of(botId), sinceMs, firstAnswer);
  // A sentence that the line tore in two is two sentences to whoever hears it.
  const torn = hole || (trial.fault.side === 'discord' && trial.phase === 'speaking') ? 1 : 0;
  const sentences = 1 + trial.saidAgain + torn;
  if (heard.size > sentences) trial.problems.push(`${heard.size} answers to ${sentences} sentence(s)`);
  for (const ms of heard.values()) {
    if (ms > SHORT_ANSWER_MS * MOST_HEARD)
      trial.problems.push(`an answer of ${SHORT_ANSWER_MS} ms was heard for ${ms} ms`);
  }
}

/** Somebody whose voice connection breaks while they speak has simply said less. */
async function sayOnce(speaker: Talker, sentence: string): Promise<void> {
  await speaker.say(sentence).catch(() => undefined);
}

function oneLine(text: string): string {
  return text.replaceAll('\n', ' ').slice(0, 160);
}
