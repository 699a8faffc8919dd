import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES, type Frame, SAMPLE_RATE_HZ, SILENCE_PACKET } from '../../src/audio/format.ts';
import { CodecPool } from '../../src/voice/codecPool.ts';
import { OpusFrameDecoder, OpusFrameEncoder } from '../../src/voice/opusCodec.ts';
import { packetDurationMs } from '../../src/voice/opusPacket.ts';

function tone(frames: number, hz = 440, amplitude = 8000): Frame[] {
  return Array.from({ length: frames }, (_, frame) =>
    Int16Array.from({ length: FRAME_SAMPLES }, (_, index) =>
      Math.round(amplitude * Math.sin((2 * Math.PI * hz * (frame * FRAME_SAMPLES + index)) / SAMPLE_RATE_HZ)),
    ),
  );
}

function rms(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

describe('the Opus codec', () => {
  it('carries a tone there and back at its level, 480 samples a frame', () => {
    const encoder = new OpusFrameEncoder();
    const decoder = new OpusFrameDecoder();
    const decoded = tone(20).map((frame) => decoder.decode(encoder.encode(frame)));
    for (const samples of decoded) expect(samples?.length).toBe(FRAME_SAMPLES);
    expect(rms(decoded[15] ?? new Int16Array())).toBeCloseTo(8000 / Math.SQRT2, -3);
  });

  it('decodes silence to silence', () => {
    expect(new OpusFrameDecoder().decode(SILENCE_PACKET)).toEqual(new Int16Array(FRAME_SAMPLES));
  });

  it('conceals one lost frame with sound, and nothing before the first packet', () => {
    const encoder = new OpusFrameEncoder();
    const decoder = new OpusFrameDecoder();
    expect(decoder.conceal()).toBeUndefined();
    for (const frame of tone(10)) decoder.decode(encoder.encode(frame));
    const concealed = decoder.conceal();
    expect(concealed?.length).toBe(FRAME_SAMPLES);
    expect(rms(concealed ?? new Int16Array())).toBeGreaterThan(2000);
  });

  it('refuses a frame of another size instead of ending the process', () => {
    const encoder = new OpusFrameEncoder();
    for (const size of [0, 1, 479, 481, 960]) {
      expect(() => encoder.encode(new Int16Array(size))).toThrow(/480 samples/);
    }
  });

  it('survives any bytes and only ever answers whole packets', () => {
    const decoder = new OpusFrameDecoder();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 1400 }), (packet) => {
        const samples = decoder.decode(packet);
        const durationMs = packetDurationMs(packet);
        if (samples !== undefined) expect(samples.length).toBe((durationMs ?? 0) * 24);
        expect(decoder.conceal()?.length ?? FRAME_SAMPLES).toBe(FRAME_SAMPLES);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [[], undefined],
    [[0xf8], 20],
    [[0x08], 20],
    [[0x18, 1], 60],
    [[0x19, 1], 120],
    [[0x80], 2.5],
    [[0x1b, 3], undefined],
    [[0x03, 0], undefined],
    [[0x03], undefined],
    [[0x63, 2], 20],
  ])('reads the length of packet %j as %s ms', (bytes, expected) => {
    expect(packetDurationMs(new Uint8Array(bytes))).toBe(expected);
  });

  it('refuses a packet longer than Opus allows', () => {
    const packet = new Uint8Array(1276).fill(1);
    packet[0] = 0xf8;
    expect(packetDurationMs(packet)).toBeUndefined();
    expect(packetDurationMs(packet.subarray(0, 1275))).toBe(20);
  });
});

describe('the codec pool', () => {
  it('lends a decoder that has forgotten its last speaker', () => {
    const encoder = new OpusFrameEncoder();
    const packets = tone(10).map((frame) => encoder.encode(frame));
    const fresh = new OpusFrameDecoder();
    const expected = packets.map((packet) => fresh.decode(packet));

    const pool = new CodecPool();
    const first = pool.borrowDecoder();
    for (const frame of tone(30, 1500, 20000)) first.decode(new OpusFrameEncoder().encode(frame));
    first.release();
    const second = pool.borrowDecoder();
    expect(pool.usage).toMatchObject({ lentDecoders: 1, idleDecoders: 0 });
    expect(second.conceal()).toBeUndefined();
    expect(packets.map((packet) => second.decode(packet))).toEqual(expected);
  });

  it('lends an encoder that has forgotten what it said', () => {
    const pool = new CodecPool();
    const fresh = new OpusFrameEncoder();
    const expected = tone(10).map((frame) => fresh.encode(frame));
    const first = pool.borrowEncoder();
    for (const frame of tone(30, 1500, 20000)) first.encode(frame);
    first.release();
    const second = pool.borrowEncoder();
    expect(tone(10).map((frame) => second.encode(frame))).toEqual(expected);
  });

  it('has a limit, keeps a few, and takes each back once', () => {
    const pool = new CodecPool({ maxLent: 2, maxIdle: 1 });
    const [a, b] = [pool.borrowDecoder(), pool.borrowDecoder()];
    expect(() => pool.borrowDecoder()).toThrow(/in use/);
    a.release();
    a.release();
    expect(pool.usage).toMatchObject({ lentDecoders: 1, idleDecoders: 1 });
    expect(() => a.decode(SILENCE_PACKET)).toThrow(/given back/);
    b.release();
    expect(pool.usage).toMatchObject({ lentDecoders: 0, idleDecoders: 1 });
  });
});
