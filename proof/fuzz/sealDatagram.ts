import { createCipheriv } from 'node:crypto';
import { openDatagram, parseRtpHeader } from '../../src/voice/hardening/rtpDatagram.ts';

const TAG_AND_NONCE_BYTES = 20;
const NONCE_BYTES = 4;
const MODE = 'aead_aes256_gcm_rtpsize';

/**
 * Opens a datagram's transport encryption, changes what is inside, and closes it again with the right key: what comes through is
 * wrong only behind the first door (extension, padding, DAVE frame, Opus).
 * @returns `undefined` for a datagram that is no sound or was not sealed with AES-GCM and this key.
 */
export function changeInside(
  datagram: Buffer,
  key: Uint8Array,
  change: (inside: Buffer) => Buffer,
): Buffer | undefined {
  const parsed = parseRtpHeader(datagram);
  if (parsed === undefined) return undefined;
  const inside = openDatagram(datagram, parsed.headerBytes, MODE, key);
  if (inside === undefined) return undefined;
  const header = datagram.subarray(0, parsed.headerBytes);
  const counter = datagram.subarray(datagram.length - NONCE_BYTES);
  const nonce = Buffer.concat([counter, Buffer.alloc(TAG_AND_NONCE_BYTES - 3 * NONCE_BYTES)]);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(header);
  const sealed = Buffer.concat([cipher.update(change(inside)), cipher.final()]);
  return Buffer.concat([header, sealed, cipher.getAuthTag(), counter]);
}
