import type { Kysely, Migration } from 'kysely';

/** What servers and people have chosen. */
export interface SettingsTables {
  /** The choices of a server that differ from the defaults. */
  serverSettings: { guildId: string; choicesJson: string };
  /** What a server's settings were before each change, so that it can be undone. */
  serverSettingsHistory: {
    /** Ordered by time: see `Store.newId`. */
    id: string;
    guildId: string;
    /** Who made the change. */
    userId: string;
    atMs: number;
    /** What was chosen before it. */
    choicesJson: string;
  };
  /** What a person has chosen for every server. */
  personalSettings: { userId: string; choicesJson: string };
}

export const settingsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('serverSettings')
      .addColumn('guildId', 'text', (column) => column.primaryKey())
      .addColumn('choicesJson', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('serverSettingsHistory')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('userId', 'text', (column) => column.notNull())
      .addColumn('atMs', 'bigint', (column) => column.notNull())
      .addColumn('choicesJson', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('serverSettingsHistoryOfGuild')
      .on('serverSettingsHistory')
      .columns(['guildId', 'id'])
      .execute();
    await db.schema
      .createTable('personalSettings')
      .addColumn('userId', 'text', (column) => column.primaryKey())
      .addColumn('choicesJson', 'text', (column) => column.notNull())
      .execute();
  },
};
