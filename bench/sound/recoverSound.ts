import { FRAME_MS, FRAME_SAMPLES, silentFrame } from '../../src/audio/format.ts';
import { type FrameDecoder, SpeakerTrack } from '../../src/audio/speakerTrack.ts';
import type { TrackCounters } from '../../src/audio/trackCounters.ts';
import { OpusFrameDecoder } from '../../src/voice/opusCodec.ts';
import type { Arrival } from './unevenLine.ts';

/** What a speaker's track made of a line. */
export interface RecoveredSound {
  /** 24 kHz mono; begins with the first packet that was sent. */
  pcm: Int16Array;
  /** For each packet that was decoded, how long it was kept after it had come. */
  keptMs: number[];
  counters: TrackCounters;
}

const TICKS_PER_PACKET = 960;
/** Anywhere, but so that both circles wrap on the way. */
const FIRST_SEQUENCE = 65_400;
const FIRST_TIMESTAMP = 2 ** 32 - 100_000;
/** The last packet is given up long before. */
const END_AFTER_MS = 100;

/**
 * Runs packets through a track as they arrive, with its tick every 20 ms and the end mark behind the last.
 * @param conceal false: silence stands in for what is lost, and the decoder is told nothing
 */
export function recoverSound(
  packets: readonly Uint8Array[],
  arrivals: readonly Arrival[],
  conceal: boolean,
): RecoveredSound {
  const decoder = new OpusFrameDecoder();
  const cameMs = new Map<Uint8Array, number>();
  const keptMs: number[] = [];
  let nowMs = 0;
  let firstIndex: number | undefined;
  const watched: FrameDecoder = {
    decode(opus) {
      firstIndex ??= packets.indexOf(opus);
      keptMs.push(nowMs - (cameMs.get(opus) ?? nowMs));
      return decoder.decode(opus);
    },
    conceal: () => (conceal ? decoder.conceal() : silentFrame()),
    release: () => undefined,
  };
  const track = new SpeakerTrack(watched);
  const frames: Int16Array[] = [];
  const drain = (): void => {
    for (let frame = track.take(); frame !== undefined; frame = track.take()) frames.push(frame);
  };
  let tickMs = FRAME_MS;
  const tickUntil = (endMs: number): void => {
    for (; tickMs <= endMs; tickMs += FRAME_MS) {
      nowMs = tickMs;
      track.tick(nowMs);
      drain();
    }
  };
  for (const { index, atMs } of arrivals) {
    const opus = packets[index];
    if (opus === undefined) continue;
    tickUntil(atMs);
    nowMs = atMs;
    cameMs.set(opus, atMs);
    const sequence = (FIRST_SEQUENCE + index) & 0xffff;
    const timestamp = (FIRST_TIMESTAMP + index * TICKS_PER_PACKET) >>> 0;
    track.push({ opus, sequence, timestamp, ssrc: 1 }, nowMs);
    drain();
  }
  tickUntil(nowMs + END_AFTER_MS);
  track.end();
  drain();
  const lead = firstIndex ?? 0;
  const pcm = new Int16Array((lead + frames.length) * FRAME_SAMPLES);
  for (const [index, frame] of frames.entries()) pcm.set(frame, (lead + index) * FRAME_SAMPLES);
  return { pcm, keptMs, counters: track.counters };
}
