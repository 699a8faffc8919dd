import type { EnvironmentReader } from './environmentReader.ts';
import { line } from './schemas.ts';

/** What the operator decides about money. */
export interface MoneyConfig {
  /** A file of prices that are put over the shipped ones. */
  pricesFile: string | undefined;
}

/** Reads what the operator decides about money; what is wrong is noted at the reader. */
export function readMoneyConfig(reader: EnvironmentReader): MoneyConfig {
  return { pricesFile: reader.value<string | undefined>('PRICES_FILE', line, undefined) };
}
