import { FRAME_MS, FRAME_SAMPLES } from '../../audio/format.ts';
import type { HeardPacket } from '../discord/voice/hearingLog.ts';

/** Packets that followed each other without a pause: one answer, one cue, one utterance. */
export interface HeardRun {
  /** When its first packet arrived. */
  fromMs: number;
  /** When its last packet was played out: its arrival and one frame. */
  toMs: number;
  /** When its first and last voiced packets arrived; `undefined`: nothing in it was loud enough to be heard. */
  firstVoicedMs: number | undefined;
  lastVoicedMs: number | undefined;
  packets: HeardPacket[];
}

/**
 * A sender that is silent for longer than this has begun anew, even if its end mark was lost. Less may be a machine that was busy: that
 * is a pause in the sound, not its end.
 */
const LONGEST_GAP_MS = 1_000;

/** Splits what was heard of one speaker at the end marks and at pauses. */
export function heardRuns(packets: readonly HeardPacket[]): HeardRun[] {
  const runs: HeardRun[] = [];
  let current: HeardRun | undefined;
  for (const packet of packets) {
    if (packet.silence) {
      current = undefined;
      continue;
    }
    if (current === undefined || packet.atMs - current.toMs > LONGEST_GAP_MS) {
      current = {
        fromMs: packet.atMs,
        toMs: packet.atMs,
        firstVoicedMs: undefined,
        lastVoicedMs: undefined,
        packets: [],
      };
      runs.push(current);
    }
    current.packets.push(packet);
    current.toMs = packet.atMs + FRAME_MS;
    if (!packet.voiced) continue;
    current.firstVoicedMs ??= packet.atMs;
    current.lastVoicedMs = packet.atMs;
  }
  return runs;
}

const SEQUENCE_RANGE = 0x1_0000;

/** How many packets after the run's first one this was sent; negative for one that overtook it. */
export function placeInRun(run: HeardRun, { sequence }: HeardPacket): number {
  const steps = (sequence - (run.packets[0]?.sequence ?? sequence) + SEQUENCE_RANGE) % SEQUENCE_RANGE;
  return steps < SEQUENCE_RANGE / 2 ? steps : steps - SEQUENCE_RANGE;
}

/** How much sound a run held by the sender's numbering: packets that were lost on the way count, for they were sent. */
export function sentMs(run: HeardRun): number {
  if (run.packets.length === 0) return 0;
  const places = run.packets.map((packet) => placeInRun(run, packet));
  return (Math.max(...places) - Math.min(...places) + 1) * FRAME_MS;
}

/** The run's sound without its jitter, 24 kHz mono: what was lost or could not be decoded is silence. */
export function runPcm(run: HeardRun): Int16Array {
  const places = run.packets.map((packet) => placeInRun(run, packet));
  const first = Math.min(...places);
  const pcm = new Int16Array((sentMs(run) / FRAME_MS) * FRAME_SAMPLES);
  run.packets.forEach(({ frame }, index) => {
    if (frame !== undefined) pcm.set(frame, ((places[index] ?? first) - first) * FRAME_SAMPLES);
  });
  return pcm;
}
