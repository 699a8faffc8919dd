import { FRAME_MS, FRAME_SAMPLES, type Frame } from '../../src/audio/format.ts';
import type { FrameJudgement } from '../../src/audio/speechGate.ts';
import type { FrameLabel, LabelledSound } from './labelledSound.ts';

/** Who judges the frames of one stream. */
export interface FrameJudge {
  judge(frame: Frame): FrameJudgement;
  release(): void;
}

/** What a judge made of some sounds. */
export interface JudgeScore {
  /** Frames of speech, and how many of them were found. */
  speechFrames: number;
  foundFrames: number;
  /** Frames without speech, and how many of them were taken for it. */
  otherFrames: number;
  wrongFrames: number;
  /** How often speech was said to begin in sound without any. */
  falseStarts: number;
  /** Utterances, and those in which speech never began. */
  utterances: number;
  missed: number;
  /** For each utterance found: from its first frame to the first voiced one, and to "speech". */
  voicedAfterMs: number[];
  speechAfterMs: number[];
  frames: number;
  /** Time of this process's cores, user and system. */
  spentUs: number;
}

/** Lets a new judge listen to each sound and adds up what it made of them. */
export function scoreJudge(newJudge: () => FrameJudge, sounds: readonly LabelledSound[]): JudgeScore {
  const score: JudgeScore = {
    speechFrames: 0,
    foundFrames: 0,
    otherFrames: 0,
    wrongFrames: 0,
    falseStarts: 0,
    utterances: 0,
    missed: 0,
    voicedAfterMs: [],
    speechAfterMs: [],
    frames: 0,
    spentUs: 0,
  };
  for (const sound of sounds) {
    const judgements = judgeAll(newJudge, sound, score);
    scoreFrames(score, sound.labels, judgements);
    if (sound.labels.includes('speech')) scoreUtterances(score, sound.labels, judgements);
    else
      score.falseStarts += judgements.filter((one, at) => one.speech && !judgements[at - 1]?.speech).length;
  }
  return score;
}

function judgeAll(newJudge: () => FrameJudge, sound: LabelledSound, score: JudgeScore): FrameJudgement[] {
  const judge = newJudge();
  const before = process.cpuUsage();
  const judgements = sound.labels.map((_, frame) =>
    judge.judge(sound.samples.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES)),
  );
  const spent = process.cpuUsage(before);
  judge.release();
  score.frames += judgements.length;
  score.spentUs += spent.user + spent.system;
  return judgements;
}

function scoreFrames(
  score: JudgeScore,
  labels: readonly FrameLabel[],
  judgements: readonly FrameJudgement[],
): void {
  for (const [index, label] of labels.entries()) {
    const found = judgements[index]?.speech === true ? 1 : 0;
    if (label === 'speech') {
      score.speechFrames += 1;
      score.foundFrames += found;
    } else if (label === 'other') {
      score.otherFrames += 1;
      score.wrongFrames += found;
    }
  }
}

/** An utterance is what lies between two frames without speech; its first frame is an edge and holds its first sound. */
function scoreUtterances(
  score: JudgeScore,
  labels: readonly FrameLabel[],
  judgements: readonly FrameJudgement[],
): void {
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] === 'other') continue;
    let end = start;
    while (end < labels.length && labels[end] !== 'other') end += 1;
    if (labels.slice(start, end).includes('speech')) {
      const heard = judgements.slice(start + 1, end);
      const voicedAt = heard.findIndex((one) => one.voiced);
      const speechAt = heard.findIndex((one) => one.speech);
      score.utterances += 1;
      if (speechAt < 0) score.missed += 1;
      else score.speechAfterMs.push(speechAt * FRAME_MS);
      if (voicedAt >= 0) score.voicedAfterMs.push(voicedAt * FRAME_MS);
    }
    start = end;
  }
}
