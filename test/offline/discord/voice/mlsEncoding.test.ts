import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MlsDecodeError, MlsReader, MlsWriter } from '../../../../src/offline/discord/voice/mlsEncoding.ts';

describe('the MLS encoding', () => {
  test('reads back what it wrote, for every length of vector', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 63, 64, 200, 16_383, 16_384, 70_000),
        fc.nat(255),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (length, small, big) => {
          const body = Buffer.alloc(length, small);
          const bytes = new MlsWriter().u8(small).u16(small).u32(small).u64(big).vector(body).u8(7).bytes();
          const reader = new MlsReader(bytes);
          expect([reader.u8(), reader.u16(), reader.u32(), reader.u64()]).toEqual([small, small, small, big]);
          expect(reader.vector().equals(body)).toBe(true);
          expect(reader.rest()).toEqual(Buffer.of(7));
        },
      ),
    );
  });

  test('writes lengths with one, two and four bytes as RFC 9420 says', () => {
    const head = (length: number, bytes: number): string =>
      new MlsWriter().vector(Buffer.alloc(length)).bytes().subarray(0, bytes).toString('hex');
    expect(head(37, 1)).toBe('25');
    expect(head(15_293, 2)).toBe('7bbd');
    expect(head(494_878, 4)).toBe('80078d1e');
  });

  test('refuses bytes that end too early, and lengths of eight bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const reader = new MlsReader(bytes);
        try {
          while (reader.remaining > 0) reader.vector();
        } catch (error) {
          expect(error).toBeInstanceOf(MlsDecodeError);
        }
      }),
    );
    expect(() => new MlsReader(Buffer.of(0xff, 0, 0, 0)).vector()).toThrow(MlsDecodeError);
    expect(() => new MlsReader(Buffer.of(3, 1)).vector()).toThrow(MlsDecodeError);
  });
});
