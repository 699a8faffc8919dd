import { isNear, isReached, type LimitUse, nearest } from './limitUse.ts';

/** So many warnings are remembered; a conversation would have to go on for months to forget one. */
const MAX_TOLD = 1000;

/** What follows from how much is used. */
export interface BudgetVerdict {
  /** Limits that have come near, each once a period. */
  warnings: LimitUse[];
  /** What the conversation is to be sparing for; `undefined`: it need not be. */
  sparing: LimitUse | undefined;
  /** People who have reached their own limit, and that limit. */
  barred: LimitUse[];
  /** Those of them who have just reached it, each once a period. */
  newlyBarred: LimitUse[];
  /** Why the conversation is to end. Once there, it stays. */
  over: LimitUse | undefined;
}

/**
 * One conversation's budget: judges how much of its limits is used. A person's own limit is that person's affair, until everybody
 * in the room has come to theirs.
 */
export class Budget {
  readonly #told = new Set<string>();
  #over: LimitUse | undefined;

  /**
   * @param uses of every limit that holds, people's own among them
   * @param presentIds people in the room, bots left out
   */
  judge(uses: readonly LimitUse[], presentIds: readonly string[]): BudgetVerdict {
    const shared = uses.filter(({ userId }) => userId === undefined);
    const own = uses.filter(({ userId }) => userId !== undefined);
    const barred = onePerPerson(own.filter(isReached));
    this.#over ??= nearest(shared.filter(isReached)) ?? ofEverybody(barred, presentIds);
    const ofRoom = ofEverybody(own.filter(isNear), presentIds);
    const verdict = {
      barred,
      sparing: this.#over ?? nearest([...shared.filter(isNear), ...(ofRoom === undefined ? [] : [ofRoom])]),
      over: this.#over,
    };
    if (this.#over !== undefined) return { ...verdict, warnings: [], newlyBarred: [] };
    const barredIds = new Set(barred.map(({ userId }) => userId));
    const near = uses.filter(
      (use) => isNear(use) && !(use.userId !== undefined && barredIds.has(use.userId)),
    );
    return {
      ...verdict,
      warnings: near.filter((use) => this.#isNews('near', use)),
      newlyBarred: barred.filter((use) => this.#isNews('reached', use)),
    };
  }

  /** True the first time in a period, and again where the limit itself was changed. */
  #isNews(what: 'near' | 'reached', { scope, unit, period, userId, limit }: LimitUse): boolean {
    const key = JSON.stringify([what, scope, unit, period, userId, limit]);
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    const [oldest] = this.#told;
    if (this.#told.size > MAX_TOLD && oldest !== undefined) this.#told.delete(oldest);
    return true;
  }
}

/** Of each person the limit of which most is used. */
function onePerPerson(uses: readonly LimitUse[]): LimitUse[] {
  const userIds = [...new Set(uses.map(({ userId }) => userId))];
  return userIds.flatMap((userId) => nearest(uses.filter((use) => use.userId === userId)) ?? []);
}

/** Where all who are present have such a limit: the one of which most is used. */
function ofEverybody(uses: readonly LimitUse[], presentIds: readonly string[]): LimitUse | undefined {
  const userIds = new Set(uses.map(({ userId }) => userId));
  const all = presentIds.length > 0 && presentIds.every((userId) => userIds.has(userId));
  return all ? nearest(uses.filter(({ userId }) => presentIds.includes(userId ?? ''))) : undefined;
}
