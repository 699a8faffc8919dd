import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { SAMPLE_RATE_HZ } from '../../audio/format.ts';
import { writeWavFile } from '../speech/wavFile.ts';
import { buildTimeline, runsOf } from './buildTimeline.ts';
import type { Cast } from './cast.ts';
import { BOT_NAME } from './screenplay.ts';
import { SoundTrack, stereo } from './soundTrack.ts';
import type { Timeline } from './timeline.ts';
import { timelinePage } from './timelinePage.ts';
import { timelineSvg } from './timelineSvg.ts';
import type { TurnReview } from './turnReview.ts';

/** The picture alone, as a README can show it. */
export const PICTURE_FILE = 'timeline.svg';

/** What is written, and where. */
export interface OutputOptions {
  cast: Cast;
  reviews: readonly TurnReview[];
  /** The monotonic time with which recording and timeline begin. */
  originMs: number;
  folder: string;
}

/** Writes the recording and the timeline; answers the files' names, seen from the working directory. */
export async function writeOutputs({ cast, reviews, originMs, folder }: OutputOptions): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const timeline = buildTimeline(cast, reviews, originMs);
  const svg = timelineSvg(timeline);
  const wavFile = join(folder, 'conversation.wav');
  const pageFile = join(folder, 'timeline.html');
  const svgFile = join(folder, PICTURE_FILE);
  await writeWavFile(wavFile, {
    sampleRateHz: SAMPLE_RATE_HZ,
    channels: 2,
    samples: recordingOf(cast, timeline, originMs),
  });
  await writeFile(svgFile, svg);
  await writeFile(pageFile, timelinePage(reviews, svg));
  return [wavFile, pageFile, svgFile].map((file) => relative(process.cwd(), file));
}

/** People on the left, the bot on the right, as the others heard them and when. */
function recordingOf(cast: Cast, { durationMs }: Timeline, originMs: number): Int16Array {
  const people = new SoundTrack(originMs, durationMs);
  for (const { name } of cast.actors) for (const run of runsOf(cast, name)) people.add(run);
  const bot = new SoundTrack(originMs, durationMs);
  for (const run of runsOf(cast, BOT_NAME)) bot.add(run);
  return stereo(people.samples, bot.samples);
}
