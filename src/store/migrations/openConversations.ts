import type { Kysely, Migration } from 'kysely';

/** What a restart must not lose: where conversations run, and what was said in them last. */
export interface OpenConversationTables {
  /** One a server. A row that is there at the start belongs to a conversation that a restart has ended. */
  openConversations: {
    guildId: string;
    channelId: string;
    textChannelId: string;
    /** The public message that shows its state, and its channel. */
    messageId: string | null;
    messageChannelId: string | null;
    startedAtMs: number;
    /** When it was last known to run. */
    updatedAtMs: number;
    /** How often it was taken up again since anything was said in it. */
    returns: number;
    /** Who began it, as long as they may be known. */
    startedByUserId: string | null;
  };
  /** Bounded for each server. */
  conversationEntries: {
    /** Ordered by time: see `Store.newId`. */
    id: string;
    guildId: string;
    atMs: number;
    /** Whose words or wishes it holds: Discord ids with a comma around each; empty: nobody's. */
    userIds: string;
    bytes: number;
    entryJson: string;
  };
}

export const openConversationsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('openConversations')
      .addColumn('guildId', 'text', (column) => column.primaryKey())
      .addColumn('channelId', 'text', (column) => column.notNull())
      .addColumn('textChannelId', 'text', (column) => column.notNull())
      .addColumn('messageId', 'text')
      .addColumn('messageChannelId', 'text')
      .addColumn('startedAtMs', 'bigint', (column) => column.notNull())
      .addColumn('updatedAtMs', 'bigint', (column) => column.notNull())
      .addColumn('returns', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('conversationEntries')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('atMs', 'bigint', (column) => column.notNull())
      .addColumn('userIds', 'text', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addColumn('entryJson', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('conversationEntriesOfGuild')
      .on('conversationEntries')
      .columns(['guildId', 'id'])
      .execute();
  },
};
