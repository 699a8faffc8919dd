import { z } from 'zod';
import type { Store } from './store.ts';

/** What somebody said to being heard. */
export const CONSENT_DECISIONS = ['agreed', 'refused'] as const;
export type ConsentDecision = (typeof CONSENT_DECISIONS)[number];

/** A person's decisions: for this server, and for all that they have not decided about. */
export interface Consent {
  here: ConsentDecision | undefined;
  everywhere: ConsentDecision | undefined;
}

/** The guild id under which a decision for every server is kept. */
const EVERYWHERE = '';

/** A row that cannot be read counts as a refusal: nobody is heard by mistake. */
const decisionSchema = z.enum(CONSENT_DECISIONS).catch('refused');

/** Who has agreed to be heard, and who has refused. */
export class ConsentBook {
  readonly #store: Store;
  readonly #nowMs: () => number;

  /** @param nowMs wall-clock time, milliseconds since 1970 */
  constructor(store: Store, nowMs: () => number = Date.now) {
    this.#store = store;
    this.#nowMs = nowMs;
  }

  /** What each of these people decided that counts in this server: that for the server, else that for all. */
  async decisions(guildId: string, userIds: readonly string[]): Promise<Map<string, ConsentDecision>> {
    if (userIds.length === 0) return new Map();
    const rows = await this.#store.db
      .selectFrom('consents')
      .select(['userId', 'decision'])
      .where('userId', 'in', [...userIds])
      .where('guildId', 'in', [EVERYWHERE, guildId])
      .orderBy('guildId')
      .execute();
    return new Map(rows.map(({ userId, decision }) => [userId, decisionSchema.parse(decision)]));
  }

  async of(guildId: string, userId: string): Promise<Consent> {
    const rows = await this.#store.db
      .selectFrom('consents')
      .select(['guildId', 'decision'])
      .where('userId', '=', userId)
      .where('guildId', 'in', [EVERYWHERE, guildId])
      .execute();
    const find = (wanted: string) => {
      const row = rows.find((each) => each.guildId === wanted);
      return row === undefined ? undefined : decisionSchema.parse(row.decision);
    };
    return { here: find(guildId), everywhere: find(EVERYWHERE) };
  }

  /** Decides for one server. */
  async decideHere(guildId: string, userId: string, decision: ConsentDecision): Promise<void> {
    const row = { userId, guildId, decision, atMs: this.#nowMs() };
    await this.#store.db
      .insertInto('consents')
      .values(row)
      .onConflict((conflict) => conflict.columns(['userId', 'guildId']).doUpdateSet(row))
      .execute();
  }

  /** Decides for every server: what was decided for single ones counts no more. */
  async decideEverywhere(userId: string, decision: ConsentDecision): Promise<void> {
    await this.#store.db.transaction().execute(async (db) => {
      await db.deleteFrom('consents').where('userId', '=', userId).execute();
      const row = { userId, guildId: EVERYWHERE, decision, atMs: this.#nowMs() };
      await db.insertInto('consents').values(row).execute();
    });
  }
}
