import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { type Dialect, PostgresDialect, SqliteDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../observe/logger.ts';
import type { StorePlace } from './storePlace.ts';

/** The file in the data folder. SQLite keeps `-wal` and `-shm` beside it. */
export const SQLITE_FILE = 'parley.sqlite';

/** What is stored is nobody's business but the bot's: its folder is opened to the owner alone. */
const FOLDER_MODE = 0o700;

/** A database that is not there must not let a command wait for ever. */
const CONNECT_TIMEOUT_MS = 10_000;

const MAX_CONNECTIONS = 5;

/** PostgreSQL's numbers of the types that `pg` hands out as text: int8 and numeric. */
const WIDE_NUMBER_TYPES: ReadonlySet<number> = new Set([20, 1700]);

/** Opens the database of the place. @throws whatever the database says; PostgreSQL is asked only at the first query */
export function dialectFor(place: StorePlace, log: Logger): Dialect {
  return place.kind === 'postgres' ? postgres(place.url, log) : sqlite(place);
}

function sqlite(place: Exclude<StorePlace, { kind: 'postgres' }>): Dialect {
  if (place.kind === 'folder') mkdirSync(place.folder, { recursive: true, mode: FOLDER_MODE });
  const database = new SqliteDatabase(place.kind === 'folder' ? join(place.folder, SQLITE_FILE) : ':memory:');
  database.pragma('journal_mode = WAL');
  // What was acknowledged is on the disk, whatever happens to the process or the machine.
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  return new SqliteDialect({ database });
}

function postgres(url: string, log: Logger): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types: {
      // Milliseconds since 1970 and sums of them are far below what a number holds exactly.
      getTypeParser: (type: number, format?: 'text' | 'binary') =>
        WIDE_NUMBER_TYPES.has(type) && format !== 'binary'
          ? Number
          : pg.types.getTypeParser(type, format ?? 'text'),
    },
  });
  // A connection that breaks while nobody uses it; without a listener that would end the process.
  pool.on('error', ({ message }) => log.warn({ cause: message }, 'a connection to the database was lost'));
  return new PostgresDialect({ pool });
}
