import { msToSamples, samplesToMs } from '../../src/audio/format.ts';
import { mixInto } from '../../src/audio/pcm.ts';
import { cough, keyboardNoise, seededRandom, silence } from '../../src/offline/speech/soundSource.ts';
import { colouredNoise, fan, fromFunction, roomNoise, scaledTo, strike } from './noiseSources.ts';

/** Sound in which nobody speaks: `make` gives `durationMs` of it, 24 kHz mono, the same for the same seed. */
export interface RoomSound {
  name: string;
  make(durationMs: number, seed: number): Int16Array;
}

/** The sounds of a room and of a person who does not speak, at levels a headset microphone brings. */
export const ROOM_SOUNDS: readonly RoomSound[] = [
  { name: 'silence', make: silence },
  { name: 'room noise -60 dBFS', make: (ms, seed) => roomNoise(ms, seed, -60) },
  { name: 'room noise -50 dBFS', make: (ms, seed) => roomNoise(ms, seed, -50) },
  { name: 'room noise -40 dBFS', make: (ms, seed) => roomNoise(ms, seed, -40) },
  { name: 'white noise -40 dBFS', make: (ms, seed) => scaledTo(colouredNoise(ms, seed, 0), -40) },
  { name: 'fan and mains hum', make: (ms, seed) => scaledTo(fan(ms, seed), -36) },
  { name: 'keyboard clicks', make: (ms, seed) => inRoom(keyboardNoise(ms, seed), seed) },
  { name: 'mechanical keyboard', make: (ms, seed) => inRoom(mechanicalKeyboard(ms, seed), seed) },
  { name: 'breathing', make: (ms, seed) => inRoom(breathing(ms, seed), seed) },
  { name: 'coughs', make: (ms, seed) => inRoom(coughs(ms, seed), seed) },
  { name: 'thumps on the desk', make: (ms, seed) => inRoom(thumps(ms, seed), seed) },
  { name: 'music (chords)', make: (ms, seed) => scaledTo(chords(ms, seed), -30) },
];

/** Keys with a body: a click going down, the thud at the bottom, and a smaller click coming up; 4-9 keys a second. */
function mechanicalKeyboard(durationMs: number, seed: number): Int16Array {
  const random = seededRandom(seed);
  const sound = silence(durationMs);
  for (let atMs = 30; atMs < durationMs - 150; atMs += 110 + random() * 140) {
    const level = 0.1 + 0.2 * random();
    strike(sound, atMs, { hz: 2200 + 1800 * random(), decayMs: 3, level, noise: 0.7 }, random);
    strike(
      sound,
      atMs + 4,
      { hz: 260 + 200 * random(), decayMs: 14, level: level * 0.8, noise: 0.2 },
      random,
    );
    strike(
      sound,
      atMs + 60 + 40 * random(),
      { hz: 3000, decayMs: 2, level: level * 0.5, noise: 0.8 },
      random,
    );
  }
  return sound;
}

/** In and out through the nose into the microphone: band noise that swells and falls, 14 breaths a minute. */
function breathing(durationMs: number, seed: number): Int16Array {
  const random = seededRandom(seed);
  let low = 0;
  let lower = 0;
  const sound = fromFunction(durationMs, (seconds) => {
    const breaths = (seconds * 14) / 60;
    const phase = breaths - Math.floor(breaths);
    const inward = phase < 0.4 ? Math.sin((Math.PI * phase) / 0.4) : 0;
    const outward = phase > 0.5 && phase < 0.95 ? Math.sin((Math.PI * (phase - 0.5)) / 0.45) : 0;
    low += (random() * 2 - 1 - low) * 0.35;
    lower += (low - lower) * 0.08;
    return (low - lower) * (0.5 * inward + outward) ** 1.5;
  });
  return scaledTo(sound, -38);
}

/** A cough every second and a half, each of one to three bursts. */
function coughs(durationMs: number, seed: number): Int16Array {
  const random = seededRandom(seed);
  const sound = silence(durationMs);
  for (let atMs = 200; atMs < durationMs - 1200; atMs += 1300 + 500 * random()) {
    const bursts = 1 + Math.floor(random() * 3);
    for (let burst = 0; burst < bursts; burst++) {
      const one = cough(Math.floor(random() * 1e6) + 1, 0.25 + 0.25 * random());
      mixInto(sound.subarray(msToSamples(atMs + burst * 320)), one);
    }
  }
  return sound;
}

/** Somebody puts a cup down or bumps the desk: dull, short, loud. */
function thumps(durationMs: number, seed: number): Int16Array {
  const random = seededRandom(seed);
  const sound = silence(durationMs);
  for (let atMs = 100; atMs < durationMs - 400; atMs += 500 + 700 * random()) {
    strike(sound, atMs, { hz: 70 + 90 * random(), decayMs: 45, level: 0.4, noise: 0.3 }, random);
  }
  return sound;
}

/** Chords with harmonics and a quick attack, one every 1.2 s, as the menu of a game would play them. */
function chords(durationMs: number, seed: number): Int16Array {
  const random = seededRandom(seed);
  const roots = [220, 174.6, 261.6, 196].map((hz) => hz * (0.98 + 0.04 * random()));
  return fromFunction(durationMs, (seconds) => {
    const root = roots[Math.floor(seconds / 1.2) % roots.length] ?? 220;
    const since = seconds % 1.2;
    let sum = 0;
    for (const ratio of [1, 1.26, 1.498]) {
      for (const n of [1, 2, 3, 4]) sum += (0.05 / n) * Math.sin(2 * Math.PI * root * ratio * n * seconds);
    }
    return sum * Math.min(1, since / 0.05) * Math.exp(-since / 0.9);
  });
}

/** No microphone is silent between sounds: a room at -60 dBFS lies under them. */
function inRoom(samples: Int16Array, seed: number): Int16Array {
  mixInto(samples, roomNoise(samplesToMs(samples.length), seed + 1, -60));
  return samples;
}
