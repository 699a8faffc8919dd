import type { Kysely, Migration } from 'kysely';

/** What the model's tools keep. */
export interface ToolTables {
  /** Reminders and timers that are still to come. */
  reminders: {
    id: string;
    guildId: string;
    /** Who asked for it: it is for them, and in their name. */
    userId: string;
    textChannelId: string;
    text: string;
    dueAtMs: number;
  };
  /** What a server had the bot remember. */
  facts: { id: string; guildId: string; userId: string; text: string; atMs: number };
  /** Who had what done. Bounded for each server. */
  toolAudit: {
    /** Ordered by time: see `Store.newId`. */
    id: string;
    guildId: string;
    conversationId: string;
    tool: string;
    /** JSON list of Discord ids. */
    userIdsJson: string;
    outcome: string;
    argumentsText: string;
    tookMs: number;
    atMs: number;
  };
  /** Tools that a server has switched off. */
  toolsOff: { guildId: string; tool: string };
}

export const toolsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('reminders')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('userId', 'text', (column) => column.notNull())
      .addColumn('textChannelId', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('dueAtMs', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('remindersByDueTime').on('reminders').column('dueAtMs').execute();
    await db.schema
      .createTable('facts')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('userId', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('atMs', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('factsOfGuild').on('facts').columns(['guildId', 'id']).execute();
    await db.schema
      .createTable('toolAudit')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('conversationId', 'text', (column) => column.notNull())
      .addColumn('tool', 'text', (column) => column.notNull())
      .addColumn('userIdsJson', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('argumentsText', 'text', (column) => column.notNull())
      .addColumn('tookMs', 'bigint', (column) => column.notNull())
      .addColumn('atMs', 'bigint', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('toolAuditOfGuild').on('toolAudit').columns(['guildId', 'id']).execute();
    await db.schema
      .createTable('toolsOff')
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('tool', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('toolsOffKey', ['guildId', 'tool'])
      .execute();
  },
};
