import type { Migration } from 'kysely';
import { consentMigration } from './consent.ts';
import { ledgerMigration } from './ledger.ts';
import { openConversationsMigration } from './openConversations.ts';
import { settingsMigration } from './settings.ts';
import { startedByMigration } from './startedBy.ts';
import { toolsMigration } from './tools.ts';
import { transcriptsMigration } from './transcripts.ts';

/**
 * Every step that brings a database to today's tables, in the order of their names. A step that has been released is never
 * changed: what is to be different gets a step of its own.
 */
export const MIGRATIONS: Record<string, Migration> = {
  '001-settings': settingsMigration,
  '003-tools': toolsMigration,
  '005-consent': consentMigration,
  '006-ledger': ledgerMigration,
  '007-open-conversations': openConversationsMigration,
  '008-transcripts': transcriptsMigration,
  '009-started-by': startedByMigration,
};
