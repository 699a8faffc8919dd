import type { SpendingLimits } from '../store/spendingLimits.ts';
import type { EnvironmentReader } from './environmentReader.ts';
import { readSpendingLimits } from './limitsConfig.ts';
import { line } from './schemas.ts';

/** What the operator decides about money. */
export interface MoneyConfig {
  /** A file of prices that are put over the shipped ones. */
  pricesFile: string | undefined;
  /** What holds in every server; a server may set lower limits for itself. */
  limits: SpendingLimits;
  /** Used near a limit; `none`: no other than before; `undefined`: the cheaper one of its kind. */
  sparingModel: string | undefined;
}

/** Reads what the operator decides about money; what is wrong is noted at the reader. */
export function readMoneyConfig(reader: EnvironmentReader): MoneyConfig {
  return {
    pricesFile: reader.value<string | undefined>('PRICES_FILE', line, undefined),
    limits: readSpendingLimits(reader),
    sparingModel: reader.value<string | undefined>('LIMIT_MODEL', line, undefined),
  };
}
