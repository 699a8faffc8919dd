import { createDecipheriv } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';

/** RTP (RFC 3550, section 5.1) as Discord's `rtpsize` modes send it: header in clear, then ciphertext, tag and nonce. */
const FIXED_HEADER_BYTES = 12;
const EXTENSION_HEADER_BYTES = 4;
const WORD_BYTES = 4;
const AUTH_TAG_BYTES = 16;
const NONCE_BYTES = 4;
const RTP_VERSION = 2;
/** Discord's payload type for Opus. */
const OPUS_PAYLOAD_TYPE = 120;

/** RTCP packet types (RFC 5761, section 4): reports that voice servers send beside the sound. */
const FIRST_RTCP_TYPE = 192;
const LAST_RTCP_TYPE = 223;

/** Is this a control packet? It is no fault, and no voice. */
export function isRtcp(datagram: Buffer): boolean {
  const type = datagram[1] ?? 0;
  return type >= FIRST_RTCP_TYPE && type <= LAST_RTCP_TYPE;
}

/** Nothing shorter can be a voice packet: a header, a tag and a nonce about no sound at all. */
export const MIN_RTP_BYTES = FIXED_HEADER_BYTES + AUTH_TAG_BYTES + NONCE_BYTES;

/** A datagram's RTP header. */
export interface RtpHeader {
  ssrc: number;
  sequence: number;
  timestamp: number;
  hasPadding: boolean;
  hasExtension: boolean;
  /** Bytes in clear: fixed header, contributing sources and the extension's own header. They are authenticated. */
  headerBytes: number;
}

/** @returns the header, or `undefined` when the datagram is no Opus RTP packet (RTCP, another version, too short). */
export function parseRtpHeader(datagram: Buffer): RtpHeader | undefined {
  if (datagram.length < MIN_RTP_BYTES) return undefined;
  const first = datagram.readUInt8(0);
  if (first >> 6 !== RTP_VERSION || (datagram.readUInt8(1) & 0x7f) !== OPUS_PAYLOAD_TYPE) return undefined;
  const hasExtension = (first & 0x10) !== 0;
  const headerBytes =
    FIXED_HEADER_BYTES + (first & 0x0f) * WORD_BYTES + (hasExtension ? EXTENSION_HEADER_BYTES : 0);
  if (datagram.length < headerBytes + AUTH_TAG_BYTES + NONCE_BYTES) return undefined;
  return {
    ssrc: datagram.readUInt32BE(8),
    sequence: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    hasPadding: (first & 0x20) !== 0,
    hasExtension,
    headerBytes,
  };
}

/** The two transport encryption modes that Discord offers. */
export type TransportMode = 'aead_aes256_gcm_rtpsize' | 'aead_xchacha20_poly1305_rtpsize';

/** The nonce is the datagram's last four bytes, filled up with zeros to what the cipher wants. */
const NONCE_LENGTH = { aead_aes256_gcm_rtpsize: 12, aead_xchacha20_poly1305_rtpsize: 24 } as const;

export function isTransportMode(mode: string | undefined): mode is TransportMode {
  return mode !== undefined && mode in NONCE_LENGTH;
}

/**
 * Takes the transport encryption off.
 * @returns extension, payload and padding; `undefined` when the authentication tag is wrong.
 */
export function openDatagram(
  datagram: Buffer,
  headerBytes: number,
  mode: TransportMode,
  key: Uint8Array,
): Buffer | undefined {
  const tagAt = datagram.length - AUTH_TAG_BYTES - NONCE_BYTES;
  const header = datagram.subarray(0, headerBytes);
  const nonce = Buffer.alloc(NONCE_LENGTH[mode]);
  datagram.copy(nonce, 0, datagram.length - NONCE_BYTES);
  try {
    if (mode === 'aead_xchacha20_poly1305_rtpsize') {
      const sealed = datagram.subarray(headerBytes, tagAt + AUTH_TAG_BYTES);
      return Buffer.from(xchacha20poly1305(key, nonce, header).decrypt(sealed));
    }
    const decipher = createDecipheriv('aes-256-gcm', key, nonce);
    decipher.setAAD(header);
    decipher.setAuthTag(datagram.subarray(tagAt, tagAt + AUTH_TAG_BYTES));
    const opened = decipher.update(datagram.subarray(headerBytes, tagAt));
    decipher.final();
    return opened;
  } catch {
    return undefined;
  }
}

/**
 * Takes header extension and padding off what was opened. The extension is announced by the X bit and its length stands in
 * the header; real clients use other profiles than `BE DE`, too.
 * @returns the payload, empty when all of it was padding; `undefined` when the lengths contradict each other.
 */
export function payloadOf(datagram: Buffer, header: RtpHeader, opened: Buffer): Buffer | undefined {
  const start = header.hasExtension ? datagram.readUInt16BE(header.headerBytes - 2) * WORD_BYTES : 0;
  const padding = header.hasPadding ? (opened.at(-1) ?? 0) : 0;
  if (header.hasPadding && padding === 0) return undefined;
  const end = opened.length - padding;
  return start <= end ? opened.subarray(start, end) : undefined;
}
