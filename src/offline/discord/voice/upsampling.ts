/** Neighbours on each side that an interpolated sample is made of. */
const REACH = 16;
const HALF = 0.5;

/** Weights of the samples at distance 0.5, 1.5, 2.5 ...: a sinc under a Hann window. */
const WEIGHTS = Array.from({ length: REACH }, (_, index) => {
  const distance = index + HALF;
  const sinc = Math.sin(Math.PI * distance) / (Math.PI * distance);
  return sinc * (HALF + HALF * Math.cos((Math.PI * distance) / REACH));
});

/**
 * `count` samples of `pcm` from index `from` on, at twice the sample rate and on two equal channels: 4 x `count` samples,
 * as a real client's encoder gets them. Beyond its ends `pcm` counts as silence.
 */
export function upsampleToStereo(pcm: Int16Array, from: number, count: number): Int16Array {
  const stereo = new Int16Array(count * 4);
  for (let offset = 0; offset < count; offset++) {
    const index = from + offset;
    let between = 0;
    for (let reach = 0; reach < REACH; reach++) {
      between += (WEIGHTS[reach] ?? 0) * ((pcm[index - reach] ?? 0) + (pcm[index + 1 + reach] ?? 0));
    }
    const here = pcm[index] ?? 0;
    const next = Math.max(-32_768, Math.min(32_767, Math.round(between)));
    const place = offset * 4;
    stereo[place] = here;
    stereo[place + 1] = here;
    stereo[place + 2] = next;
    stereo[place + 3] = next;
  }
  return stereo;
}
