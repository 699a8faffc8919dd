import { LIMIT_RANGES, type SpendingLimit, type SpendingLimits } from '../store/spendingLimits.ts';
import type { EnvironmentReader } from './environmentReader.ts';
import { decimal } from './schemas.ts';
import type { VariableName } from './variables.ts';

/** Reads what conversations may cost and how long they may take, in every server; 0 and nothing are no limit. */
export function readSpendingLimits(reader: EnvironmentReader): SpendingLimits {
  const limit = (usdName: VariableName, minutesName: VariableName): SpendingLimit => {
    const usd = reader.value(usdName, decimal(0, LIMIT_RANGES.usd.most), 0);
    const minutes = reader.value(minutesName, decimal(0, LIMIT_RANGES.minutes.most), 0);
    return { usd: usd === 0 ? undefined : usd, minutes: minutes === 0 ? undefined : minutes };
  };
  return {
    conversation: limit('LIMIT_CONVERSATION_USD', 'LIMIT_CONVERSATION_MINUTES'),
    userDay: limit('LIMIT_USER_DAY_USD', 'LIMIT_USER_DAY_MINUTES'),
    serverDay: limit('LIMIT_SERVER_DAY_USD', 'LIMIT_SERVER_DAY_MINUTES'),
    serverMonth: limit('LIMIT_SERVER_MONTH_USD', 'LIMIT_SERVER_MONTH_MINUTES'),
  };
}
