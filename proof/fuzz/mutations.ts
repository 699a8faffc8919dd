import { randomBytes } from 'node:crypto';

/** Numbers in [0, 1). */
export type Random = () => number;

/** What programs forget to expect. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e308,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  '',
  ' ',
  '0',
  '__proto__',
  'x'.repeat(5000),
  '\u0000',
  '\ud800',
  [],
  {},
  [null],
  [[[[]]]],
  { toString: 1 },
  { length: -1 },
];
const ODD_BYTES = [0x00, 0x7f, 0x80, 0xff] as const;
const MOST_RANDOM_BYTES = 400;
const MOST_CHANGES = 4;

/** One of the choices. */
export function pick<Choice>(choices: readonly Choice[], random: Random): Choice {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('there is nothing to choose from');
  return choice;
}

/** Bytes as nobody meant them. */
export function randomDatagram(random: Random): Buffer {
  const bytes = Buffer.alloc(Math.floor(random() * MOST_RANDOM_BYTES));
  for (const index of bytes.keys()) bytes[index] = Math.floor(random() * 256);
  return bytes;
}

/** A copy with a few bytes flipped, cut off, put in or repeated. */
export function mutateBytes(bytes: Uint8Array, random: Random): Buffer {
  let mutated = Buffer.from(bytes);
  const changes = 1 + Math.floor(random() * MOST_CHANGES);
  for (let change = 0; change < changes; change++) {
    const at = Math.floor(random() * mutated.length);
    switch (Math.floor(random() * 5)) {
      case 0:
        if (mutated.length > 0) mutated[at] = (mutated[at] ?? 0) ^ (1 << Math.floor(random() * 8));
        break;
      case 1:
        if (mutated.length > 0) mutated[at] = pick(ODD_BYTES, random);
        break;
      case 2:
        mutated = mutated.subarray(0, at);
        break;
      case 3:
        mutated = Buffer.concat([mutated.subarray(0, at), randomDatagram(random), mutated.subarray(at)]);
        break;
      default:
        mutated = Buffer.concat([mutated.subarray(0, at), mutated]);
    }
  }
  return mutated;
}

/** A text with its characters treated as {@link mutateBytes} treats bytes. */
export function mutateText(text: string, random: Random): string {
  return mutateBytes(Buffer.from(text), random).toString('utf8');
}

/** A copy of JSON-like data in which a few fields have an odd value, are gone, or hold what another field holds. */
export function mutateData(data: unknown, random: Random): unknown {
  const changes = 1 + Math.floor(random() * MOST_CHANGES);
  let mutated = structuredClone(data);
  for (let change = 0; change < changes; change++) mutated = changeOne(mutated, random);
  return mutated;
}

const DESCEND_SHARE = 0.7;

function changeOne(data: unknown, random: Random): unknown {
  if (Array.isArray(data) && data.length > 0 && random() < DESCEND_SHARE) {
    const at = Math.floor(random() * data.length);
    return data.map((value: unknown, index) => (index === at ? changeOne(value, random) : value));
  }
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    const entries: [string, unknown][] = Object.entries(data);
    if (entries.length > 0 && random() < DESCEND_SHARE) {
      const at = Math.floor(random() * entries.length);
      const kind = random();
      // The type is what decides who reads the rest: it is left alone more often than not.
      return Object.fromEntries(
        entries.flatMap(([key, value], index): [string, unknown][] => {
          if (index !== at || (key === 'type' && kind > 0.2)) return [[key, value]];
          if (kind < 0.15) return [];
          if (kind < 0.25) return [[key, entries[Math.floor(random() * entries.length)]?.[1]]];
          return [[key, changeOne(value, random)]];
        }),
      );
    }
  }
  return pick(ODD_VALUES, random);
}

/** The seed of this run: `FUZZ_SEED`, or drawn. */
export function fuzzSeed(): number {
  const { FUZZ_SEED } = process.env;
  return FUZZ_SEED === undefined ? randomBytes(4).readUInt32BE() : Number(FUZZ_SEED);
}
