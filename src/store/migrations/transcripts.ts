import type { Kysely, Migration } from 'kysely';

/** What was said, in servers that keep it for some days. Every row is deleted once its time is over. */
export interface TranscriptTables {
  transcriptLines: {
    /** Ordered by time: see `Store.newId`. */
    id: string;
    guildId: string;
    conversationId: string;
    /** When it was said. */
    atMs: number;
    /** People were told that it is kept until then, so it never is for longer. */
    keptUntilMs: number;
    /** Whose words these are; `null`: the bot's. */
    userId: string | null;
    name: string;
    text: string;
  };
  /** The bot's own messages that hold such lines, so that a person's lines can be taken out of them. */
  transcriptPages: {
    messageId: string;
    guildId: string;
    channelId: string;
    /** When the oldest line in it was written. */
    atMs: number;
    keptUntilMs: number;
    /** Whose words it holds: Discord ids with a comma around each. */
    userIds: string;
    linesJson: string;
  };
}

export const transcriptsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('transcriptLines')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('conversationId', 'text', (column) => column.notNull())
      .addColumn('atMs', 'bigint', (column) => column.notNull())
      .addColumn('keptUntilMs', 'bigint', (column) => column.notNull())
      .addColumn('userId', 'text')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('transcriptLinesOfGuild')
      .on('transcriptLines')
      .columns(['guildId', 'atMs'])
      .execute();
    await db.schema.createIndex('transcriptLinesOfPerson').on('transcriptLines').column('userId').execute();
    await db.schema
      .createTable('transcriptPages')
      .addColumn('messageId', 'text', (column) => column.primaryKey())
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('channelId', 'text', (column) => column.notNull())
      .addColumn('atMs', 'bigint', (column) => column.notNull())
      .addColumn('keptUntilMs', 'bigint', (column) => column.notNull())
      .addColumn('userIds', 'text', (column) => column.notNull())
      .addColumn('linesJson', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('transcriptPagesOfGuild')
      .on('transcriptPages')
      .columns(['guildId', 'atMs'])
      .execute();
  },
};
