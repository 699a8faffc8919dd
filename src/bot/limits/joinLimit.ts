import { isReached, nearest } from '../../money/limitUse.ts';
import type { ServerSettings } from '../../store/serverSettings.ts';
import type { Words } from '../../words/words.ts';
import type { BotServices } from '../commandContract.ts';
import { limitsOf } from './limitsOf.ts';
import { amountText, reachedSentence, resetSentence } from './limitWords.ts';

/** Why a person cannot have a conversation in a server, or take part in one, until something is reset; `undefined`: they can. */
export async function limitObstacle(
  { config, money }: Pick<BotServices, 'config' | 'money'>,
  place: { guildId: string; userId: string },
  settings: ServerSettings,
  words: Words,
): Promise<string | undefined> {
  const limits = limitsOf(config.money, settings);
  const { uses } = await money.limits.read({ ...place, limits, userIds: [place.userId] });
  const reached = nearest(uses.filter(isReached));
  if (reached === undefined) return undefined;
  const { scope, unit, limit } = reached;
  const why =
    scope === 'userDay'
      ? words('limits.youReached', { limit: amountText(unit, limit) })
      : reachedSentence(reached, words);
  return `${why} ${resetSentence(reached, words)}`;
}
