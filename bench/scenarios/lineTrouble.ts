import { encodeVoice } from '../../src/offline/discord/voice/opusVoice.ts';
import { atMost } from '../report/measurement.ts';
import { single, summarise } from '../report/statistics.ts';
import { lasting } from '../sound/denseSpeech.ts';
import { recoverSound } from '../sound/recoverSound.ts';
import { alignedDistance, soundDistance } from '../sound/soundDistance.ts';
import { decodePackets } from '../sound/throughCodec.ts';
import { type Arrival, type LineTrouble, overLine } from '../sound/unevenLine.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';

const SPEECH_MS = { quick: 5000, whole: 12_000 } as const;
const LINES = { quick: 5, whole: 20 } as const;

const CLEAN: LineTrouble = { lossShare: 0, jitterMs: 0 };
const JITTER: LineTrouble = { lossShare: 0, jitterMs: 40 };
const LOSS: LineTrouble = { lossShare: 0.05, jitterMs: 0 };
const BOTH: LineTrouble = { lossShare: 0.05, jitterMs: 40 };

/** What becomes of what is missing; and what it would be like to wait for no packet that was overtaken. */
const WAYS = [
  { way: 'concealed', conceal: true, wait: true },
  { way: 'silence instead', conceal: false, wait: true },
  { way: 'concealed, overtaken dropped', conceal: true, wait: false },
] as const;

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
      measureSound(context, packets, '5 % loss', lines(LOSS));
      measureSound(context, packets, '40 ms jitter', lines(JITTER));
      measureSound(context, packets, '5 % loss, 40 ms jitter', lines(BOTH));
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
function measureSound(context: ScenarioContext, packets: Buffer[], line: string, lines: Arrival[][]): void {
  const { keep } = context;
  const clean = decodePackets(packets);
  const lateShares: number[] = [];
  for (const { way, conceal, wait } of WAYS) {
    const spectral: number[] = [];
    const snr: number[] = [];
    for (const arrivals of lines) {
      const { pcm, counters } = recoverSound(packets, wait ? arrivals : inOrder(arrivals), conceal);
      const distance = alignedDistance(clean, pcm);
      spectral.push(mean(distance.logSpectralDb));
      snr.push(mean(distance.segmentalSnrDb));
      if (conceal && wait) lateShares.push((100 * counters.latePackets) / arrivals.length);
    }
    const common = { unit: 'dB', conversations: 1 };
    keep({ what: `${line}, ${way}: log-spectral distance`, summary: summarise(spectral), ...common });
    keep({ what: `${line}, ${way}: segmental SNR, more is better`, summary: summarise(snr), ...common });
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
