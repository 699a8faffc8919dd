import type { Kysely, Migration } from 'kysely';

/** What conversations cost. */
export interface LedgerTables {
  /**
   * What was billed, summed up by day (UTC), server, conversation, person, model and kind. Of several people each has an even
   * share; `userId` is empty where it was for nobody.
   */
  usage: {
    /** Whole days since 1970, UTC. */
    day: number;
    guildId: string;
    conversationId: string;
    userId: string;
    model: string;
    /** `response` or `transcription`. */
    kind: string;
    inputTextTokens: number;
    inputAudioTokens: number;
    /** Cached tokens are part of the input ones. */
    cachedTextTokens: number;
    cachedAudioTokens: number;
    outputTextTokens: number;
    outputAudioTokens: number;
    /** Of sound, where that is what is billed. */
    durationMs: number;
  };
  /** How long conversations went on, by day (UTC); `userId` is empty for the conversation itself. */
  talkTime: { day: number; guildId: string; conversationId: string; userId: string; talkedMs: number };
}

const NUMBERS = [
  ...['inputTextTokens', 'inputAudioTokens', 'cachedTextTokens', 'cachedAudioTokens'],
  ...['outputTextTokens', 'outputAudioTokens', 'durationMs'],
] as const;

export const ledgerMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    let usage = db.schema
      .createTable('usage')
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('conversationId', 'text', (column) => column.notNull())
      .addColumn('userId', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull());
    for (const name of NUMBERS) usage = usage.addColumn(name, 'bigint', (column) => column.notNull());
    const keys = ['guildId', 'day', 'conversationId', 'userId'] as const;
    await usage.addPrimaryKeyConstraint('usageKey', [...keys, 'model', 'kind']).execute();
    await db.schema
      .createTable('talkTime')
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('conversationId', 'text', (column) => column.notNull())
      .addColumn('userId', 'text', (column) => column.notNull())
      .addColumn('talkedMs', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('talkTimeKey', [...keys])
      .execute();
  },
};
