import type { ConsentTables } from './migrations/consent.ts';
import type { LedgerTables } from './migrations/ledger.ts';
import type { OpenConversationTables } from './migrations/openConversations.ts';
import type { SettingsTables } from './migrations/settings.ts';
import type { ToolTables } from './migrations/tools.ts';
import type { TranscriptTables } from './migrations/transcripts.ts';

/**
 * Every table by name, as rows are read and written: an area's file in `migrations/` declares its own, and this joins them.
 * Discord's ids are text, moments are whole milliseconds since 1970, yes and no are 1 and 0, and what has structure is JSON
 * text: what SQLite and PostgreSQL have in common. Names are camelCase here and snake_case in the database.
 */
export type Tables = ConsentTables &
  LedgerTables &
  SettingsTables &
  ToolTables &
  OpenConversationTables &
  TranscriptTables;
