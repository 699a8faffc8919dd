/** The payload type Discord uses for Opus. */
export const OPUS_PAYLOAD_TYPE = 120;

const RTP_VERSION = 2;
const FIXED_HEADER_BYTES = 12;
const WORD_BYTES = 4;
const PADDING_BIT = 0x20;
const EXTENSION_BIT = 0x10;
const CONTRIBUTORS_MASK = 0x0f;
const MARKER_BIT = 0x80;
const PAYLOAD_TYPE_MASK = 0x7f;
const ONE_BYTE_EXTENSIONS = 0xbede;
/** Audio level (id 1, one byte), then an id 9 with one byte, as desktop clients send; padded to whole words. */
const EXTENSION_BODY = Buffer.from('10ff900100000000', 'hex');

/** The parts of an RTP header that mean something to Discord's voice. */
export interface RtpHeader {
  /** 16 bits, one up per packet of an ssrc. */
  sequence: number;
  /** 32 bits at 48 kHz. */
  timestamp: number;
  ssrc: number;
  payloadType: number;
}

/** A header as found in a datagram, with what one needs to take the rest apart. */
export interface ReadRtpHeader extends RtpHeader {
  /** Bytes in clear in front of the ciphertext: fixed header, contributors, first word of the extension. */
  clearBytes: number;
  /** Bytes of extension inside the ciphertext. */
  extensionBytes: number;
  padded: boolean;
}

/** Reads the clear part of a datagram; undefined when it is no RTP packet of version 2. */
export function readRtpHeader(datagram: Buffer): ReadRtpHeader | undefined {
  if (datagram.length < FIXED_HEADER_BYTES) return undefined;
  const first = datagram.readUInt8(0);
  if (first >> 6 !== RTP_VERSION) return undefined;
  const extended = (first & EXTENSION_BIT) !== 0;
  const fixedBytes = FIXED_HEADER_BYTES + (first & CONTRIBUTORS_MASK) * WORD_BYTES;
  const clearBytes = fixedBytes + (extended ? WORD_BYTES : 0);
  if (datagram.length < clearBytes) return undefined;
  return {
    payloadType: datagram.readUInt8(1) & PAYLOAD_TYPE_MASK,
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    ssrc: datagram.readUInt32BE(8),
    clearBytes,
    extensionBytes: extended ? datagram.readUInt16BE(fixedBytes + 2) * WORD_BYTES : 0,
    padded: (first & PADDING_BIT) !== 0,
  };
}

/** The media payload inside the decrypted part: without extension and padding. Undefined when the sizes are lies. */
export function payloadOf(header: ReadRtpHeader, decrypted: Buffer): Buffer | undefined {
  const paddingBytes = header.padded ? (decrypted.at(-1) ?? 0) : 0;
  const end = decrypted.length - paddingBytes;
  return end < header.extensionBytes ? undefined : decrypted.subarray(header.extensionBytes, end);
}

/** How a packet is dressed for the wire. */
export interface RtpDress {
  headerExtension: boolean;
  /** 0 for none; at most 255, the last byte says how many. */
  paddingBytes: number;
}

/** Header in clear, and the bytes to encrypt behind it. */
export function buildRtp(
  header: Omit<RtpHeader, 'payloadType'>,
  payload: Uint8Array,
  dress: RtpDress,
): { clear: Buffer; plaintext: Buffer } {
  const clear = Buffer.alloc(FIXED_HEADER_BYTES + (dress.headerExtension ? WORD_BYTES : 0));
  clear.writeUInt8(
    (RTP_VERSION << 6) |
      (dress.paddingBytes > 0 ? PADDING_BIT : 0) |
      (dress.headerExtension ? EXTENSION_BIT : 0),
    0,
  );
  clear.writeUInt8(OPUS_PAYLOAD_TYPE & ~MARKER_BIT, 1);
  clear.writeUInt16BE(header.sequence, 2);
  clear.writeUInt32BE(header.timestamp, 4);
  clear.writeUInt32BE(header.ssrc, 8);
  const parts: Uint8Array[] = [];
  if (dress.headerExtension) {
    clear.writeUInt16BE(ONE_BYTE_EXTENSIONS, FIXED_HEADER_BYTES);
    clear.writeUInt16BE(EXTENSION_BODY.length / WORD_BYTES, FIXED_HEADER_BYTES + 2);
    parts.push(EXTENSION_BODY);
  }
  parts.push(payload);
  if (dress.paddingBytes > 0) {
    const padding = Buffer.alloc(dress.paddingBytes);
    padding.writeUInt8(dress.paddingBytes, dress.paddingBytes - 1);
    parts.push(padding);
  }
  return { clear, plaintext: Buffer.concat(parts) };
}
