import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeWav, encodeWav, readWavFile, writeWavFile } from '../../../src/offline/speech/wavFile.ts';

describe('WAV files', () => {
  it('give back what was written, mono and stereo', () => {
    fc.assert(
      fc.property(
        fc.int16Array({ maxLength: 400 }),
        fc.constantFrom<1 | 2>(1, 2),
        fc.integer({ min: 4_000, max: 192_000 }),
        (samples, channels, sampleRateHz) => {
          const whole = samples.slice(0, samples.length - (samples.length % channels));
          expect(decodeWav(encodeWav({ samples: whole, channels, sampleRateHz }))).toEqual({
            samples: whole,
            channels,
            sampleRateHz,
          });
        },
      ),
    );
  });

  it('are written to and read from disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wav-test-'));
    const path = join(folder, 'sound.wav');
    const sound = { samples: Int16Array.of(1, -2, 3, -4), channels: 2 as const, sampleRateHz: 48_000 };
    await writeWavFile(path, sound);
    expect(await readWavFile(path)).toEqual(sound);
    await rm(folder, { recursive: true });
  });

  it('skip chunks they do not know and take data that was cut short', () => {
    const plain = encodeWav({ samples: Int16Array.of(5, 6, 7), channels: 1, sampleRateHz: 24_000 });
    const extra = Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1');
    const file = Buffer.concat([plain.subarray(0, 36), extra, plain.subarray(36, plain.length - 1)]);
    expect([...decodeWav(file).samples]).toEqual([5, 6]);
  });

  it('are refused when they are none, and never crash the reader', () => {
    expect(() => decodeWav(Buffer.from('nonsense'))).toThrow('not a WAV file');
    const float = encodeWav({ samples: Int16Array.of(1), channels: 1, sampleRateHz: 24_000 });
    float.writeUInt16LE(3, 20);
    expect(() => decodeWav(float)).toThrow('16-bit PCM');
    expect(() => encodeWav({ samples: Int16Array.of(1), channels: 2, sampleRateHz: 24_000 })).toThrow(
      'pairs',
    );
    expect(() => encodeWav({ samples: Int16Array.of(1), channels: 1, sampleRateHz: 1 })).toThrow('rate');
    const valid = encodeWav({ samples: Int16Array.of(1, 2, 3), channels: 1, sampleRateHz: 24_000 });
    fc.assert(
      fc.property(fc.nat(valid.length - 1), fc.nat(255), (at, value) => {
        const broken = Buffer.from(valid);
        broken[at] = value;
        try {
          decodeWav(broken);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
