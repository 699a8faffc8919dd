import type { MoneyConfig } from '../../config/moneyConfig.ts';
import type { ServerSettings } from '../../store/serverSettings.ts';
import { lowerLimit, type SpendingLimits } from '../../store/spendingLimits.ts';

/** The limits that hold in a server: its own and those that hold everywhere, whichever are lower. */
export function limitsOf({ limits }: Pick<MoneyConfig, 'limits'>, settings: ServerSettings): SpendingLimits {
  const { conversationLimit, userDayLimit, serverDayLimit, serverMonthLimit } = settings;
  return {
    conversation: lowerLimit(limits.conversation, conversationLimit ?? {}),
    userDay: lowerLimit(limits.userDay, userDayLimit ?? {}),
    serverDay: lowerLimit(limits.serverDay, serverDayLimit ?? {}),
    serverMonth: lowerLimit(limits.serverMonth, serverMonthLimit ?? {}),
  };
}
