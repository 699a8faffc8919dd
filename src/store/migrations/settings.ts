import type { Kysely, Migration } from 'kysely';

/** What servers and people have chosen. */
export interface SettingsTables {
  /** The choices of a server that differ from the defaults. */
  serverSettings: { guildId: string; settingsJson: string };
  /** What a server's settings were before each change, so that it can be undone. */
  serverSettingsHistory: {
    /** Ordered by time: see `Store.newId`. */
    id: string;
    guildId: string;
    /** Who made the change. */
    userId: string;
    atMs: number;
    /** The settings before it. */
    settingsJson: string;
  };
  /** Personas that a server has made for itself. */
  personas: { guildId: string; personaId: string; name: string; instructions: string };
  /** What a person has chosen for every server. */
  personalSettings: { userId: string; settingsJson: string };
}

export const settingsMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('serverSettings')
      .addColumn('guildId', 'text', (column) => column.primaryKey())
      .addColumn('settingsJson', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('serverSettingsHistory')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('userId', 'text', (column) => column.notNull())
      .addColumn('atMs', 'bigint', (column) => column.notNull())
      .addColumn('settingsJson', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex('serverSettingsHistoryOfGuild')
      .on('serverSettingsHistory')
      .columns(['guildId', 'id'])
      .execute();
    await db.schema
      .createTable('personas')
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('personaId', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('instructions', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('personasKey', ['guildId', 'personaId'])
      .execute();
    await db.schema
      .createTable('personalSettings')
      .addColumn('userId', 'text', (column) => column.primaryKey())
      .addColumn('settingsJson', 'text', (column) => column.notNull())
      .execute();
  },
};
