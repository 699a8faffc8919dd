/** Opus's own clock: packet durations are counted in 48 kHz samples whatever rate one decodes to (RFC 6716, section 2). */
const OPUS_TICKS_PER_MS = 48;

/** RFC 6716, section 3.2.1 [R2]: the longest frame; Discord sends one frame a packet, so also its longest packet. */
export const MAX_PACKET_BYTES = 1275;

/** RFC 6716, section 3.2.5 [R5]: no packet holds more than this. */
const MAX_PACKET_MS = 120;

/** Frame lengths by table-of-contents configuration (RFC 6716, table 2). */
const SILK_FRAME_MS = [10, 20, 40, 60] as const;
const HYBRID_FRAME_MS = [10, 20] as const;
const CELT_FRAME_MS = [2.5, 5, 10, 20] as const;

/** The first configuration numbers of the hybrid and of the CELT mode. */
const FIRST_HYBRID_CONFIG = 12;
const FIRST_CELT_CONFIG = 16;

/** Where 20 ms stands in each mode's list. */
const SILK_20_MS = 1;
const HYBRID_20_MS = 1;
const CELT_20_MS = 3;

function frameMs(config: number): number {
  if (config < FIRST_HYBRID_CONFIG) return SILK_FRAME_MS[config % SILK_FRAME_MS.length] ?? 0;
  if (config < FIRST_CELT_CONFIG) return HYBRID_FRAME_MS[config % HYBRID_FRAME_MS.length] ?? 0;
  return CELT_FRAME_MS[config % CELT_FRAME_MS.length] ?? 0;
}

function frameCount(packet: Uint8Array): number {
  const code = (packet[0] ?? 0) & 3;
  if (code === 0) return 1;
  if (code < 3) return 2;
  return (packet[1] ?? 0) & 0x3f;
}

/**
 * How much sound an Opus packet holds, read from its table of contents alone (RFC 6716, section 3.1).
 * @returns milliseconds, 2.5 to 120; `undefined` when no decoder may be given this packet.
 */
export function packetDurationMs(packet: Uint8Array): number | undefined {
  const toc = packet[0];
  if (toc === undefined || packet.length > MAX_PACKET_BYTES) return undefined;
  const durationMs = frameMs(toc >> 3) * frameCount(packet);
  return durationMs > 0 && durationMs <= MAX_PACKET_MS ? durationMs : undefined;
}

/** The same in Opus's 48 kHz ticks, the unit of RTP timestamps. */
export function packetDurationTicks(packet: Uint8Array): number | undefined {
  const durationMs = packetDurationMs(packet);
  return durationMs === undefined ? undefined : durationMs * OPUS_TICKS_PER_MS;
}

/**
 * The packet that makes a decoder conceal one lost 20 ms frame: a table of contents alone, in the mode and bandwidth of the
 * packet before. (An empty packet would conceal the longest packet there is.)
 */
export function concealmentPacket(lastToc: number): Uint8Array {
  const config = lastToc >> 3;
  let concealed: number;
  if (config < FIRST_HYBRID_CONFIG) concealed = config - (config % SILK_FRAME_MS.length) + SILK_20_MS;
  else if (config < FIRST_CELT_CONFIG) concealed = config - (config % HYBRID_FRAME_MS.length) + HYBRID_20_MS;
  else concealed = config - (config % CELT_FRAME_MS.length) + CELT_20_MS;
  const stereo = lastToc & 4;
  return new Uint8Array([(concealed << 3) | stereo]);
}
