/** 48 kHz stereo to 24 kHz mono: both sides averaged, every second sample kept. */
export function linearDown(stereo48k: Int16Array): Int16Array {
  const mono = new Int16Array(Math.floor(stereo48k.length / 4));
  for (let index = 0; index < mono.length; index++) {
    mono[index] = ((stereo48k[index * 4] ?? 0) + (stereo48k[index * 4 + 1] ?? 0)) / 2;
  }
  return mono;
}

/** 24 kHz mono to 48 kHz stereo: a straight line between samples. */
export function linearUp(mono24k: Int16Array): Int16Array {
  const stereo = new Int16Array(mono24k.length * 4);
  for (let index = 0; index < mono24k.length; index++) {
    const here = mono24k[index] ?? 0;
    const next = mono24k[index + 1] ?? here;
    stereo.fill(here, index * 4, index * 4 + 2);
    stereo.fill((here + next) / 2, index * 4 + 2, index * 4 + 4);
  }
  return stereo;
}
