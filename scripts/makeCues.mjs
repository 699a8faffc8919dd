/**
 * Makes Parley's three sound cues, assets/*.ogg: computed tones, encoded by libopus, written as Ogg Opus (RFC 7845).
 * Run it with `node scripts/makeCues.mjs` after changing a tone, and commit what it writes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import opus from '@discordjs/opus';

const SAMPLE_RATE_HZ = 48_000;
const FRAME_SAMPLES = 960;
const BITS_PER_SECOND = 64_000;
/** What libopus delays sound by at 48 kHz; players skip it. */
const PRE_SKIP_SAMPLES = 312;
const FULL_SCALE = 32_767;
/** Level of a held tone. A sine's peak is 3 dB above it. */
const LEVEL_DBFS = -18;
const AMPLITUDE = FULL_SCALE * Math.SQRT2 * 10 ** (LEVEL_DBFS / 20);

/** Each tone: when it begins, how long it sounds, how long it fades in and out (ms), its pitch, its level. */
const CUES = {
  joined: [
    { startMs: 20, lengthMs: 180, fadeMs: 30, hz: 587.33, level: 0.9 },
    { startMs: 170, lengthMs: 300, fadeMs: 60, hz: 880, level: 1 },
  ],
  thinking: [{ startMs: 20, lengthMs: 500, fadeMs: 220, hz: 220, level: 1 }],
  left: [
    { startMs: 20, lengthMs: 180, fadeMs: 30, hz: 880, level: 0.9 },
    { startMs: 170, lengthMs: 300, fadeMs: 60, hz: 587.33, level: 1 },
  ],
};
const TAIL_MS = 60;

/** One tone with an octave above it, faded by half a cosine at both ends. */
function toneAt(tone, timeMs) {
  const at = timeMs - tone.startMs;
  if (at < 0 || at >= tone.lengthMs) return 0;
  const fade = Math.min(1, at / tone.fadeMs, (tone.lengthMs - at) / tone.fadeMs);
  const envelope = 0.5 - 0.5 * Math.cos(Math.PI * fade);
  const phase = (2 * Math.PI * tone.hz * at) / 1000;
  return tone.level * envelope * (0.95 * Math.sin(phase) + 0.3 * Math.sin(2 * phase));
}

function render(tones) {
  const lengthMs = Math.max(...tones.map((tone) => tone.startMs + tone.lengthMs)) + TAIL_MS;
  const samples = Math.round((lengthMs * SAMPLE_RATE_HZ) / 1000);
  return Int16Array.from({ length: samples }, (_, index) => {
    const timeMs = (index * 1000) / SAMPLE_RATE_HZ;
    return Math.round(AMPLITUDE * tones.reduce((sum, tone) => sum + toneAt(tone, timeMs), 0));
  });
}

function encode(samples) {
  const encoder = new opus.OpusEncoder(SAMPLE_RATE_HZ, 1);
  encoder.setBitrate(BITS_PER_SECOND);
  const packets = [];
  for (let start = 0; start < samples.length + PRE_SKIP_SAMPLES; start += FRAME_SAMPLES) {
    const frame = new Int16Array(FRAME_SAMPLES);
    frame.set(samples.subarray(start, start + FRAME_SAMPLES));
    packets.push(encoder.encode(Buffer.from(frame.buffer)));
  }
  return packets;
}

/** Ogg's checksum (RFC 3533): CRC-32 with polynomial 0x04c11db7, not reflected, from zero. */
function checksum(bytes) {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}

const CONTINUES_NOTHING = 0;
const FIRST_PAGE = 2;
const LAST_PAGE = 4;

function page(stream, sequence, flags, granule, packets) {
  const lacing = packets.flatMap(({ length }) => [
    ...Array.from({ length: Math.floor(length / 255) }, () => 255),
    length % 255,
  ]);
  if (lacing.length > 255) throw new Error('a page holds at most 255 segments');
  const header = Buffer.alloc(27 + lacing.length);
  header.write('OggS', 0, 'latin1');
  header.writeUInt8(flags, 5);
  header.writeBigUInt64LE(BigInt(granule), 6);
  header.writeUInt32LE(stream, 14);
  header.writeUInt32LE(sequence, 18);
  header.writeUInt8(lacing.length, 26);
  header.set(lacing, 27);
  const whole = Buffer.concat([header, ...packets]);
  whole.writeUInt32LE(checksum(whole), 22);
  return whole;
}

function opusHead() {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt16LE(PRE_SKIP_SAMPLES, 10);
  head.writeUInt32LE(SAMPLE_RATE_HZ, 12);
  return head;
}

function opusTags(title) {
  const text = (value) => {
    const bytes = Buffer.from(value, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const comments = [`TITLE=${title}`, 'ENCODER=Parley scripts/makeCues.mjs'];
  const count = Buffer.alloc(4);
  count.writeUInt32LE(comments.length);
  return Buffer.concat([Buffer.from('OpusTags', 'latin1'), text('libopus'), count, ...comments.map(text)]);
}

/** Head, tags, and the sound in one page: a cue is short. The last granule position cuts the padding of the last packet off. */
function oggOpus(title, stream, samples) {
  return Buffer.concat([
    page(stream, 0, FIRST_PAGE, 0, [opusHead()]),
    page(stream, 1, CONTINUES_NOTHING, 0, [opusTags(title)]),
    page(stream, 2, LAST_PAGE, PRE_SKIP_SAMPLES + samples.length, encode(samples)),
  ]);
}

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'assets');
mkdirSync(folder, { recursive: true });
Object.entries(CUES).forEach(([name, tones], index) => {
  const file = oggOpus(`Parley: ${name}`, index + 1, render(tones));
  writeFileSync(join(folder, `${name}.ogg`), file);
  process.stdout.write(`assets/${name}.ogg: ${file.length} bytes\n`);
});
