import type { Kysely, Migration } from 'kysely';

/** Whoever began a conversation may end it, also after a restart. */
export const startedByMigration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('openConversations').addColumn('startedByUserId', 'text').execute();
  },
};
