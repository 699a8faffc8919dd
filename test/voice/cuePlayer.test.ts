import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { samplesToMs } from '../../src/audio/format.ts';
import { demuxOggOpus, loadCue } from '../../src/voice/cuePlayer.ts';
import { OpusFrameDecoder } from '../../src/voice/opusCodec.ts';
import { packageRoot } from '../../src/voice/packageRoot.ts';
import type { CueName } from '../../src/voice/voiceEvents.ts';

const CUES: CueName[] = ['joined', 'thinking', 'left'];
const FULL_SCALE = 32_768;

function levelDbfs(samples: Int16Array): number {
  return 20 * Math.log10(Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length) / FULL_SCALE);
}

/** How often a piece of sound crosses zero upward, per second: the pitch of a plain tone. */
function pitchHz(samples: Int16Array): number {
  let crossings = 0;
  for (let index = 1; index < samples.length; index++) {
    if ((samples[index - 1] ?? 0) < 0 && (samples[index] ?? 0) >= 0) crossings += 1;
  }
  return (crossings * 1000) / samplesToMs(samples.length);
}

async function decodeCue(name: CueName): Promise<Int16Array> {
  const decoder = new OpusFrameDecoder();
  const frames = (await loadCue(name)).map((packet) => decoder.decode(packet) ?? new Int16Array());
  return Int16Array.from(frames.flatMap((frame) => [...frame]));
}

function slice(samples: Int16Array, fromMs: number, toMs: number): Int16Array {
  return samples.subarray(fromMs * 24, toMs * 24);
}

/** Ogg's checksum, RFC 3533: reckoned here bit by bit over one page whose checksum field is zero. */
function oggChecksum(page: Buffer): number {
  const blank = Buffer.from(page);
  blank.writeUInt32LE(0, 22);
  let crc = 0;
  for (const byte of blank) {
    crc = (crc ^ (byte << 24)) >>> 0;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1) >>> 0;
  }
  return crc;
}

function pagesOf(file: Buffer): Buffer[] {
  const pages: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    expect(file.toString('latin1', at, at + 4)).toBe('OggS');
    const segments = file.readUInt8(at + 26);
    const body = file.subarray(at + 27, at + 27 + segments).reduce((sum, size) => sum + size, 0);
    pages.push(file.subarray(at, at + 27 + segments + body));
    at += 27 + segments + body;
  }
  return pages;
}

describe('the sound cues', () => {
  it.each(CUES)('%s is short, gentle and at its level', async (name) => {
    const samples = await decodeCue(name);
    const lengthMs = samplesToMs(samples.length);
    expect(lengthMs).toBeGreaterThan(300);
    expect(lengthMs).toBeLessThan(1000);
    expect(levelDbfs(slice(samples, 230, 330))).toBeGreaterThan(-21);
    expect(levelDbfs(slice(samples, 230, 330))).toBeLessThan(-15);
    expect(levelDbfs(slice(samples, 0, 20))).toBeLessThan(-45);
    expect(levelDbfs(samples.subarray(-480))).toBeLessThan(-45);
  });

  it('joined rises, left falls, thinking is low', async () => {
    const [joined, thinking, left] = await Promise.all(CUES.map(decodeCue));
    if (joined === undefined || thinking === undefined || left === undefined) throw new Error('no cue');
    expect(pitchHz(slice(joined, 60, 160))).toBeCloseTo(587, -2);
    expect(pitchHz(slice(joined, 230, 400))).toBeCloseTo(880, -2);
    expect(pitchHz(slice(left, 60, 160))).toBeCloseTo(880, -2);
    expect(pitchHz(slice(left, 230, 400))).toBeCloseTo(587, -2);
    expect(pitchHz(slice(thinking, 150, 400))).toBeCloseTo(220, -2);
  });

  it.each(CUES)('%s is valid 48 kHz Ogg Opus', async (name) => {
    const pages = pagesOf(await readFile(join(packageRoot(), 'assets', `${name}.ogg`)));
    expect(pages.map((page) => page.readUInt8(5))).toEqual([2, 0, 4]);
    expect(pages.map((page) => page.readUInt32LE(18))).toEqual([0, 1, 2]);
    for (const page of pages) expect(page.readUInt32LE(22)).toBe(oggChecksum(page));
    const head = pages[0]?.subarray(28) ?? Buffer.alloc(0);
    expect(head.toString('latin1', 0, 8)).toBe('OpusHead');
    expect([head.readUInt8(8), head.readUInt8(9), head.readUInt32LE(12)]).toEqual([1, 1, 48_000]);
    const preSkip = head.readUInt16LE(10);
    const granule = Number(pages[2]?.readBigUInt64LE(6));
    const packets = await loadCue(name);
    expect(granule).toBeGreaterThan(preSkip + (packets.length - 2) * 960);
    expect(granule).toBeLessThanOrEqual(packets.length * 960);
  });

  it('a file that is no Ogg is an error, not a hang', async () => {
    await expect(demuxOggOpus(Buffer.from('this is no Ogg file at all, is it?'))).rejects.toThrow();
  });
});
