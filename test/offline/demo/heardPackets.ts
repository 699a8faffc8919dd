import { FRAME_SAMPLES } from '../../../src/audio/format.ts';
import type { HeardPacket } from '../../../src/offline/discord/voice/hearingLog.ts';

/** A packet as a listener's log has it; loud unless said otherwise. */
export function heardPacket(atMs: number, sequence: number, rest: Partial<HeardPacket> = {}): HeardPacket {
  const voiced = rest.silence !== true;
  return {
    userId: 'bot',
    atMs,
    ssrc: 1,
    sequence,
    timestamp: sequence * 960,
    silence: false,
    voiced,
    rmsDbfs: voiced ? -20 : Number.NEGATIVE_INFINITY,
    frame: new Int16Array(FRAME_SAMPLES).fill(sequence % 1000),
    ...rest,
  };
}

/** Packets in perfect order, one every 20 ms. */
export function heardPackets(count: number, fromMs = 0, fromSequence = 1): HeardPacket[] {
  return Array.from({ length: count }, (_, index) => heardPacket(fromMs + index * 20, fromSequence + index));
}
