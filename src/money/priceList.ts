import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ParleyError } from '../errors.ts';
import type { UsageSum } from '../store/ledgerStore.ts';

const usd = z.number().min(0).max(1_000_000);

const modelPriceSchema = z.union([
  /** US dollars per 1,000,000 tokens. */
  z.strictObject({
    inputText: usd,
    cachedText: usd,
    inputAudio: usd,
    cachedAudio: usd,
    outputText: usd,
    outputAudio: usd,
  }),
  /** US dollars per minute of sound. */
  z.strictObject({ minute: usd }),
]);

/** What the models cost. `asOf` is the day on which that was looked up. */
export const pricesSchema = z.strictObject({
  asOf: z.iso.date(),
  models: z.record(z.string().min(1), modelPriceSchema),
});
export type Prices = z.infer<typeof pricesSchema>;
type ModelPrice = z.infer<typeof modelPriceSchema>;

const TOKENS_PER_PRICE = 1_000_000;
const MS_PER_MINUTE = 60_000;
/** A person's sound is a token per 100 ms (realtime-protocol, "Usage and money"). */
const SOUND_MS_PER_TOKEN = 100;
/** Snapshots such as `gpt-realtime-2025-08-28` cost what their model costs. */
const SNAPSHOT_DATE = /-\d{4}-\d{2}-\d{2}$/;

/** Says what something cost. */
export class PriceList {
  readonly #prices: Prices;
  readonly #models: ReadonlyMap<string, ModelPrice>;

  constructor(prices: Prices) {
    this.#prices = prices;
    this.#models = new Map(Object.entries(prices.models));
  }

  /** The day on which the prices were looked up, `YYYY-MM-DD`. */
  get asOf(): string {
    return this.#prices.asOf;
  }

  knows(model: string): boolean {
    return this.#priceOf(model) !== undefined;
  }

  /** US dollars; `undefined`: nobody knows what this model costs. */
  costOf(sum: UsageSum): number | undefined {
    const price = this.#priceOf(sum.model);
    if (price === undefined) return undefined;
    if ('minute' in price) {
      // A server may tell tokens of what is billed by time.
      const soundMs = sum.durationMs > 0 ? sum.durationMs : sum.inputAudioTokens * SOUND_MS_PER_TOKEN;
      return (price.minute * soundMs) / MS_PER_MINUTE;
    }
    return (
      (price.inputText * (sum.inputTextTokens - sum.cachedTextTokens) +
        price.cachedText * sum.cachedTextTokens +
        price.inputAudio * (sum.inputAudioTokens - sum.cachedAudioTokens) +
        price.cachedAudio * sum.cachedAudioTokens +
        price.outputText * sum.outputTextTokens +
        price.outputAudio * sum.outputAudioTokens) /
      TOKENS_PER_PRICE
    );
  }

  #priceOf(model: string): ModelPrice | undefined {
    return this.#models.get(model) ?? this.#models.get(model.replace(SNAPSHOT_DATE, ''));
  }
}

/**
 * The prices of a file over the shipped ones: its models are added, or take the place of those of the same name.
 * @throws ParleyError `config_invalid` that says what is wrong with the file
 */
export function readPrices(shipped: Prices, file: string | undefined): Prices {
  if (file === undefined) return shipped;
  const own = parsePrices(file);
  return { asOf: own.asOf, models: { ...shipped.models, ...own.models } };
}

function parsePrices(file: string): Prices {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw invalid('cannot be read, or is no JSON', cause);
  }
  const parsed = pricesSchema.safeParse(value);
  if (!parsed.success) throw invalid(`holds no prices:\n${z.prettifyError(parsed.error)}`, parsed.error);
  return parsed.data;
}

function invalid(wrong: string, cause: unknown): ParleyError {
  return new ParleyError(
    `The file that PRICES_FILE names ${wrong}. README, "What it costs", shows how it looks.`,
    { code: 'config_invalid', cause },
  );
}
