import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { atMost } from '../report/measurement.ts';
import { single, summarise } from '../report/statistics.ts';
import { lasting } from '../sound/denseSpeech.ts';
import { recoverSound } from '../sound/recoverSound.ts';
import { alignedDistance, soundDistance } from '../sound/soundDistance.ts';
import { decodePackets } from '../sound/throughCodec.ts';
import { type Arrival, type LineTrouble, overLine } from '../sound/unevenLine.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

const SPEECH_MS = { quick: 3000, whole: 10_000 } as const;
const LINES = { quick: 2, whole: 10 } as const;

const CLEAN: LineTrouble = { lossShare: 0, jitterMs: 0 };
const JITTER: LineTrouble = { lossShare: 0, jitterMs: 40 };
const LOSS: LineTrouble = { lossShare: 0.05, jitterMs: 0 };
const BOTH: LineTrouble = { lossShare: 0.05, jitterMs: 40 };

/** How a track is run: does it conceal, and does it get the packets that were overtaken? */
interface Way {
  name: string;
  conceal: boolean;
  overtaken: boolean;
}

const PARLEY: Way = { name: 'concealed', conceal: true, overtaken: true };
const SILENCE: Way = { name: 'silence instead', conceal: false, overtaken: true };
const NO_WAITING: Way = { name: 'concealed, overtaken dropped', conceal: true, overtaken: false };

/** What is left of a person's sound behind a bad line; one figure for each of many lines. Computed, not played. */
export const lineTrouble: Scenario = {
  name: 'lineTrouble',
  async run(context) {
    const { quick, subject } = context;
    const packets = encodeVoice(lasting(context.speech, quick ? SPEECH_MS.quick : SPEECH_MS.whole));
    const lines = (trouble: LineTrouble): Arrival[][] =>
      Array.from({ length: quick ? LINES.quick : LINES.whole }, (_, seed) =>
        overLine(packets.length, trouble, seed),
      );
    if (subject === 'plain') measurePlain(context, packets, lines(BOTH));
    else {
      measureDelay(context, packets, 'clean line', lines(CLEAN));
      measureDelay(context, packets, '5 % loss', lines(LOSS));
      measureDelay(context, packets, '40 ms jitter', lines(JITTER));
      measureDelay(context, packets, '5 % loss, 40 ms jitter', lines(BOTH));
      measureSound(context, packets, '5 % loss', lines(LOSS), [PARLEY, SILENCE]);
      measureSound(context, packets, '40 ms jitter', lines(JITTER), [PARLEY, NO_WAITING]);
      measureSound(context, packets, '5 % loss, 40 ms jitter', lines(BOTH), [PARLEY, SILENCE, NO_WAITING]);
    }
  },
};

/** How long the track keeps packets. */
function measureDelay({ keep }: ScenarioContext, packets: Buffer[], line: string, lines: Arrival[][]): void {
  const keptMs = lines.flatMap((arrivals) => recoverSound(packets, arrivals, true).keptMs);
  const aim = line === 'clean line' ? atMost(0, 'p95') : undefined;
  keep({ what: `${line}: packet kept`, unit: 'ms', conversations: 1, summary: summarise(keptMs), aim });
}

/** How far what comes out is from what comes out without any line. */
function measureSound(
  context: ScenarioContext,
  packets: Buffer[],
  line: string,
  lines: Arrival[][],
  ways: Way[],
): void {
  const { keep } = context;
  const clean = decodePackets(packets);
  const lateShares: number[] = [];
  for (const { name, conceal, overtaken } of ways) {
    const spectral: number[] = [];
    const snr: number[] = [];
    for (const arrivals of lines) {
      const { pcm, counters } = recoverSound(packets, overtaken ? arrivals : inOrder(arrivals), conceal);
      const distance = alignedDistance(clean, pcm);
      spectral.push(mean(distance.logSpectralDb));
      snr.push(mean(distance.segmentalSnrDb));
      if (conceal && overtaken) lateShares.push((100 * counters.latePackets) / arrivals.length);
    }
    const common = { unit: 'dB', conversations: 1 };
    keep({ what: `${line}, ${name}: log-spectral distance`, summary: summarise(spectral), ...common });
    keep({ what: `${line}, ${name}: segmental SNR, more is better`, summary: summarise(snr), ...common });
  }
  keep({ what: `${line}: came, not used`, unit: '%', conversations: 1, summary: summarise(lateShares) });
  measureFound(context, line, clean, recoverSound(packets, lines[0] ?? [], true).pcm);
}

/** What one writes in an afternoon decodes packets in the order they come. */
function measurePlain(context: ScenarioContext, packets: Buffer[], lines: Arrival[][]): void {
  const heard = (lines[0] ?? []).flatMap(({ index }) => packets[index] ?? []);
  measureFound(context, '5 % loss, 40 ms jitter', decodePackets(packets), decodePackets(heard));
}

function measureFound({ keep }: ScenarioContext, line: string, clean: Int16Array, heard: Int16Array): void {
  const { lostShare } = soundDistance(clean, heard);
  keep({ what: `${line}: frames not found`, unit: '%', conversations: 1, summary: single(100 * lostShare) });
}

/** Without the packets that another one overtook. */
function inOrder(arrivals: readonly Arrival[]): Arrival[] {
  let newest = -1;
  return arrivals.filter(({ index }) => {
    if (index < newest) return false;
    newest = index;
    return true;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
