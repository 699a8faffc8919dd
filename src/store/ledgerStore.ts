import type { Kysely, Selectable } from 'kysely';
import type { TokenUsage } from '../realtime/sessionEvents.ts';
import type { LedgerTables } from './migrations/ledger.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

/** What was billed to one person on one day (whole days since 1970, UTC) in one conversation. */
export type UsageRow = Selectable<LedgerTables['usage']>;
/** How long one person was part of one conversation on one day. */
export type TalkRow = Selectable<LedgerTables['talkTime']>;

/** What a model billed, summed up. `day` or `userId` is what it was summed up by. */
export interface UsageSum extends TokenUsage {
  model: string;
  kind: string;
  durationMs: number;
}

/** What is asked for; what is left out does not matter. */
export interface LedgerFilter {
  guildId: string;
  /** Whole days since 1970, UTC; this one included. */
  fromDay: number;
  conversationId?: string | undefined;
  userId?: string | undefined;
}

/** What conversations cost and how long they took, by day, server, conversation, person, model and kind of token. */
export class LedgerStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Adds to what is there, all of it or nothing. */
  async add(usage: readonly UsageRow[], talks: readonly TalkRow[]): Promise<void> {
    await this.#store.db.transaction().execute(async (db) => {
      for (const row of usage) await addUsageRow(db, row);
      for (const row of talks) await addTalkRow(db, row);
    });
  }

  /** What each day cost, oldest first. */
  usageByDay(filter: LedgerFilter): Promise<(UsageSum & { day: number })[]> {
    return this.#usage(filter).select('day').groupBy('day').orderBy('day').execute();
  }

  /** What each person cost; an empty id is nobody. */
  usageByPerson(filter: LedgerFilter): Promise<(UsageSum & { userId: string })[]> {
    return this.#usage(filter).select('userId').groupBy('userId').execute();
  }

  /** What each person cost on each day. */
  usageByDayAndPerson(filter: LedgerFilter): Promise<(UsageSum & { day: number; userId: string })[]> {
    return this.#usage(filter).select(['day', 'userId']).groupBy(['day', 'userId']).execute();
  }

  /** How long was talked each day, by whomever the filter names, else by the conversations themselves. Oldest first. */
  talkByDay(filter: LedgerFilter): Promise<{ day: number; talkedMs: number }[]> {
    return this.#talk({ ...filter, userId: filter.userId ?? '' })
      .select('day')
      .groupBy('day')
      .orderBy('day')
      .execute();
  }

  /** How long each person was part of conversations. */
  talkByPerson(filter: LedgerFilter): Promise<{ userId: string; talkedMs: number }[]> {
    return this.#talk(filter).where('userId', '<>', '').select('userId').groupBy('userId').execute();
  }

  /** Everything that is kept of a person, in every server. */
  async ofPerson(userId: string): Promise<{ usage: UsageRow[]; talks: TalkRow[] }> {
    const { db } = this.#store;
    const usage = await db.selectFrom('usage').selectAll().where('userId', '=', userId).execute();
    const talks = await db.selectFrom('talkTime').selectAll().where('userId', '=', userId).execute();
    return { usage, talks };
  }

  /** The sums of a server stay as they are; that this person had a part in them is forgotten. */
  async forgetPerson(userId: string): Promise<void> {
    if (userId === '') return;
    await this.#store.db.transaction().execute(async (db) => {
      const rows = await db.selectFrom('usage').selectAll().where('userId', '=', userId).execute();
      await db.deleteFrom('usage').where('userId', '=', userId).execute();
      await db.deleteFrom('talkTime').where('userId', '=', userId).execute();
      for (const row of rows) await addUsageRow(db, { ...row, userId: '' });
    });
  }

  async forgetGuild(guildId: string): Promise<void> {
    await this.#store.db.transaction().execute(async (db) => {
      await db.deleteFrom('usage').where('guildId', '=', guildId).execute();
      await db.deleteFrom('talkTime').where('guildId', '=', guildId).execute();
    });
  }

  /** Forgets what is older. @param day whole days since 1970, UTC; this one is kept */
  async purgeBefore(day: number): Promise<void> {
    await this.#store.db.deleteFrom('usage').where('day', '<', day).execute();
    await this.#store.db.deleteFrom('talkTime').where('day', '<', day).execute();
  }

  #usage({ guildId, fromDay, conversationId, userId }: LedgerFilter) {
    return this.#store.db
      .selectFrom('usage')
      .where('guildId', '=', guildId)
      .where('day', '>=', fromDay)
      .$if(conversationId !== undefined, (query) => query.where('conversationId', '=', conversationId ?? ''))
      .$if(userId !== undefined, (query) => query.where('userId', '=', userId ?? ''))
      .select(({ fn }) => [
        'model',
        'kind',
        fn.sum<number>('inputTextTokens').as('inputTextTokens'),
        fn.sum<number>('inputAudioTokens').as('inputAudioTokens'),
        fn.sum<number>('cachedTextTokens').as('cachedTextTokens'),
        fn.sum<number>('cachedAudioTokens').as('cachedAudioTokens'),
        fn.sum<number>('outputTextTokens').as('outputTextTokens'),
        fn.sum<number>('outputAudioTokens').as('outputAudioTokens'),
        fn.sum<number>('durationMs').as('durationMs'),
      ])
      .groupBy(['model', 'kind']);
  }

  #talk({ guildId, fromDay, conversationId, userId }: LedgerFilter) {
    return this.#store.db
      .selectFrom('talkTime')
      .where('guildId', '=', guildId)
      .where('day', '>=', fromDay)
      .$if(conversationId !== undefined, (query) => query.where('conversationId', '=', conversationId ?? ''))
      .$if(userId !== undefined, (query) => query.where('userId', '=', userId ?? ''))
      .select(({ fn }) => fn.sum<number>('talkedMs').as('talkedMs'));
  }
}

async function addUsageRow(db: Kysely<Tables>, row: UsageRow): Promise<void> {
  await db
    .insertInto('usage')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['guildId', 'day', 'conversationId', 'userId', 'model', 'kind'])
        .doUpdateSet(({ eb, ref }) => ({
          inputTextTokens: eb('usage.inputTextTokens', '+', ref('excluded.inputTextTokens')),
          inputAudioTokens: eb('usage.inputAudioTokens', '+', ref('excluded.inputAudioTokens')),
          cachedTextTokens: eb('usage.cachedTextTokens', '+', ref('excluded.cachedTextTokens')),
          cachedAudioTokens: eb('usage.cachedAudioTokens', '+', ref('excluded.cachedAudioTokens')),
          outputTextTokens: eb('usage.outputTextTokens', '+', ref('excluded.outputTextTokens')),
          outputAudioTokens: eb('usage.outputAudioTokens', '+', ref('excluded.outputAudioTokens')),
          durationMs: eb('usage.durationMs', '+', ref('excluded.durationMs')),
        })),
    )
    .execute();
}

async function addTalkRow(db: Kysely<Tables>, row: TalkRow): Promise<void> {
  await db
    .insertInto('talkTime')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['guildId', 'day', 'conversationId', 'userId'])
        .doUpdateSet(({ eb, ref }) => ({ talkedMs: eb('talkTime.talkedMs', '+', ref('excluded.talkedMs')) })),
    )
    .execute();
}
