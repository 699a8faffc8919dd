import { BYTES_PER_SAMPLE } from '../audio/format.ts';

/** One delta beyond this (87 s of sound) is no honest one. */
export const MAX_AUDIO_DELTA_BYTES = 4 * 1024 * 1024;

const BASE64_GROUP_CHARS = 4;
const BASE64_GROUP_BYTES = 3;

/**
 * Base64 to PCM16 bytes.
 * @returns The bytes (even length, at least one sample), or the reason why this is no sound.
 */
export function decodeAudio(base64: string): Uint8Array | string {
  if (base64.length === 0) return 'empty';
  if (base64.length % BASE64_GROUP_CHARS !== 0) return 'not base64';
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  const expectedBytes = (base64.length / BASE64_GROUP_CHARS) * BASE64_GROUP_BYTES - padding;
  if (expectedBytes > MAX_AUDIO_DELTA_BYTES) return 'too big';
  const bytes = Buffer.from(base64, 'base64');
  // Node skips what is not base64 without a word; the length tells.
  if (bytes.length !== expectedBytes) return 'not base64';
  if (bytes.length % BYTES_PER_SAMPLE !== 0) return 'odd length';
  return bytes;
}
