import type { JitterCounters } from './jitterBuffer.ts';

/** Counted events of one track. */
export interface TrackCounters extends JitterCounters {
  undecodablePackets: number;
  /** Frames that were invented in place of missing ones. */
  concealedFrames: number;
  /** Frames that found the queue full. */
  overflowedFrames: number;
}

export function noTrackCounts(): TrackCounters {
  return {
    latePackets: 0,
    doublePackets: 0,
    reorderedPackets: 0,
    lostPackets: 0,
    undecodablePackets: 0,
    concealedFrames: 0,
    overflowedFrames: 0,
  };
}

export function addTrackCounts(a: TrackCounters, b: TrackCounters): TrackCounters {
  return {
    latePackets: a.latePackets + b.latePackets,
    doublePackets: a.doublePackets + b.doublePackets,
    reorderedPackets: a.reorderedPackets + b.reorderedPackets,
    lostPackets: a.lostPackets + b.lostPackets,
    undecodablePackets: a.undecodablePackets + b.undecodablePackets,
    concealedFrames: a.concealedFrames + b.concealedFrames,
    overflowedFrames: a.overflowedFrames + b.overflowedFrames,
  };
}
