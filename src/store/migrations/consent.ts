import type { Kysely, Migration } from 'kysely';

/** Who has agreed to be heard, and who has refused. */
export interface ConsentTables {
  /** A person's decision for one server, or for every one that they have not decided about. */
  consents: {
    userId: string;
    /** Empty: everywhere. */
    guildId: string;
    /** `agreed` or `refused`. */
    decision: string;
    atMs: number;
  };
}

export const consentMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('consents')
      .addColumn('userId', 'text', (column) => column.notNull())
      .addColumn('guildId', 'text', (column) => column.notNull())
      .addColumn('decision', 'text', (column) => column.notNull())
      .addColumn('atMs', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('consentsKey', ['userId', 'guildId'])
      .execute();
  },
};
