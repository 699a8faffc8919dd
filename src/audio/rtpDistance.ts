const SEQUENCE_MODULUS = 0x1_0000;

/** RTP timestamps of Opus count 48 kHz whatever the sound's rate (RFC 7587, section 4.1). */
const TICKS_PER_MS = 48;

/** How far RTP number `sequence` is ahead of `previous` on the 16-bit circle, -32768..32767. */
export function sequenceDistance(previous: number, sequence: number): number {
  const ahead = (sequence - previous) & (SEQUENCE_MODULUS - 1);
  return ahead >= SEQUENCE_MODULUS / 2 ? ahead - SEQUENCE_MODULUS : ahead;
}

/** How many milliseconds of sound RTP timestamp `timestamp` is ahead of `previous` on the 32-bit circle, negative for behind. */
export function timestampDistanceMs(previous: number, timestamp: number): number {
  return ((timestamp - previous) | 0) / TICKS_PER_MS;
}
