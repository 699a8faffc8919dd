import { readFile, writeFile } from 'node:fs/promises';
import { BYTES_PER_SAMPLE } from '../../audio/format.ts';

/** Sound as it lies in a PCM16 WAV file: `samples` are interleaved when there are two channels. */
export interface WavSound {
  sampleRateHz: number;
  channels: 1 | 2;
  samples: Int16Array;
}

const HEADER_BYTES = 44;
const CHUNK_HEADER_BYTES = 8;
const FORMAT_CHUNK_BYTES = 16;
const PCM_FORMAT = 1;
const BITS = 16;
/** Half an hour of stereo at 48 kHz: more is a mistake, not a sound. */
export const LARGEST_WAV_BYTES = 30 * 60 * 48_000 * 2 * BYTES_PER_SAMPLE;
const LOWEST_RATE_HZ = 4_000;
const HIGHEST_RATE_HZ = 192_000;

/** Makes a PCM16 WAV file. @throws RangeError when the sound is too long, its rate absurd, or half a stereo pair is missing */
export function encodeWav(sound: WavSound): Buffer {
  const dataBytes = sound.samples.length * BYTES_PER_SAMPLE;
  if (dataBytes > LARGEST_WAV_BYTES) throw new RangeError('sound is too long for a WAV file');
  if (sound.samples.length % sound.channels !== 0) throw new RangeError('stereo sound needs sample pairs');
  checkRate(sound.sampleRateHz);
  const file = Buffer.alloc(HEADER_BYTES + dataBytes);
  const blockBytes = sound.channels * BYTES_PER_SAMPLE;
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(HEADER_BYTES - CHUNK_HEADER_BYTES + dataBytes, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(FORMAT_CHUNK_BYTES, 16);
  file.writeUInt16LE(PCM_FORMAT, 20);
  file.writeUInt16LE(sound.channels, 22);
  file.writeUInt32LE(sound.sampleRateHz, 24);
  file.writeUInt32LE(sound.sampleRateHz * blockBytes, 28);
  file.writeUInt16LE(blockBytes, 32);
  file.writeUInt16LE(BITS, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(dataBytes, 40);
  sound.samples.forEach((sample, index) => {
    file.writeInt16LE(sample, HEADER_BYTES + index * BYTES_PER_SAMPLE);
  });
  return file;
}

/**
 * Reads a PCM16 WAV file; chunks it does not know are skipped, a data chunk cut short gives what is there.
 *
 * @throws RangeError when it is no WAV file, no 16-bit PCM, has more than two channels, or is too big
 */
export function decodeWav(file: Uint8Array): WavSound {
  if (file.byteLength > LARGEST_WAV_BYTES + HEADER_BYTES) throw new RangeError('WAV file is too big');
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (
    bytes.length < 12 ||
    bytes.toString('latin1', 0, 4) !== 'RIFF' ||
    bytes.toString('latin1', 8, 12) !== 'WAVE'
  )
    throw new RangeError('not a WAV file');
  let format: { sampleRateHz: number; channels: 1 | 2 } | undefined;
  let at = 12;
  while (at + CHUNK_HEADER_BYTES <= bytes.length) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const body = at + CHUNK_HEADER_BYTES;
    if (name === 'fmt ') format = readFormat(bytes.subarray(body, body + size));
    if (name === 'data') {
      if (format === undefined) throw new RangeError('WAV data before its format');
      const blockBytes = format.channels * BYTES_PER_SAMPLE;
      const blocks = Math.floor(Math.min(size, bytes.length - body) / blockBytes);
      const samples = new Int16Array(blocks * format.channels);
      for (let index = 0; index < samples.length; index++)
        samples[index] = bytes.readInt16LE(body + index * BYTES_PER_SAMPLE);
      return { ...format, samples };
    }
    // Chunks are padded to even sizes.
    at = body + size + (size % 2);
  }
  throw new RangeError('WAV file without data');
}

/** Writes a PCM16 WAV file. @throws RangeError as {@link encodeWav}, or what the file system says */
export async function writeWavFile(path: string, sound: WavSound): Promise<void> {
  await writeFile(path, encodeWav(sound));
}

/** Reads a PCM16 WAV file. @throws RangeError as {@link decodeWav}, or what the file system says */
export async function readWavFile(path: string): Promise<WavSound> {
  return decodeWav(await readFile(path));
}

function readFormat(chunk: Buffer): { sampleRateHz: number; channels: 1 | 2 } {
  if (chunk.length < FORMAT_CHUNK_BYTES) throw new RangeError('WAV format is cut short');
  const channels = chunk.readUInt16LE(2);
  const sampleRateHz = chunk.readUInt32LE(4);
  if (chunk.readUInt16LE(0) !== PCM_FORMAT || chunk.readUInt16LE(14) !== BITS)
    throw new RangeError('only 16-bit PCM WAV files can be read');
  if (channels !== 1 && channels !== 2) throw new RangeError('only mono and stereo WAV files can be read');
  checkRate(sampleRateHz);
  return { sampleRateHz, channels };
}

function checkRate(sampleRateHz: number): void {
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < LOWEST_RATE_HZ || sampleRateHz > HIGHEST_RATE_HZ)
    throw new RangeError('sample rate is out of bounds');
}
