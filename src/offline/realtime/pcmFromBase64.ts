import { WireError } from './wireError.ts';

/** The largest append OpenAI takes. */
export const LARGEST_APPEND_BYTES = 15 * 1024 * 1024;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Decodes base64 PCM16. @throws WireError when it is no base64, half a sample is missing, or it is over 15 MiB */
export function pcmFromBase64(text: string, param: string): Int16Array {
  const expected = `Invalid '${param}'. Expected base64-encoded audio bytes (mono PCM16 at 24kHz)`;
  if (text.length > Math.ceil(LARGEST_APPEND_BYTES / 3) * 4) {
    throw new WireError({
      code: 'string_above_max_length',
      message: `Invalid '${param}': audio is too large. Expected at most 15 MiB.`,
      param,
    });
  }
  if (text.length % 4 !== 0 || !BASE64.test(text))
    throw new WireError({
      code: 'invalid_value',
      message: `${expected} but got invalid base64-encoded bytes.`,
      param,
    });
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % 2 !== 0)
    throw new WireError({
      code: 'invalid_value',
      message: `${expected} but got an odd number of bytes.`,
      param,
    });
  const samples = new Int16Array(bytes.length / 2);
  Buffer.from(samples.buffer).set(bytes);
  return samples;
}
