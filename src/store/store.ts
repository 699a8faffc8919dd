import { CamelCasePlugin, Kysely, Migrator } from 'kysely';
import { ParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import { dialectFor } from './dialects.ts';
import { MIGRATIONS } from './migrations/migrations.ts';
import { PlainText } from './plainText.ts';
import { RowIds } from './rowIds.ts';
import type { StorePlace } from './storePlace.ts';
import type { Tables } from './tables.ts';

/** All that outlives the process. What was written is kept by the time that the write's promise resolves. */
export interface Store {
  readonly kind: 'sqlite' | 'postgres';
  readonly db: Kysely<Tables>;
  /** A new id for a row: unique, and later ones sort behind earlier ones. */
  newId(): string;
  /** Waits for what is being written, and lets go of the database. */
  close(): Promise<void>;
}

/**
 * Opens the store and brings its tables up to date.
 * @throws ParleyError `store_unavailable` that says where it was looked for and what to do, without any password
 */
export async function openStore(place: StorePlace, log: Logger): Promise<Store> {
  let db: Kysely<Tables> | undefined;
  try {
    db = new Kysely<Tables>({
      dialect: dialectFor(place, log),
      plugins: [new CamelCasePlugin(), new PlainText()],
    });
    await migrate(db);
  } catch (cause) {
    await db?.destroy();
    throw unavailable(place, cause);
  }
  const opened = db;
  const ids = new RowIds();
  return {
    kind: place.kind === 'postgres' ? 'postgres' : 'sqlite',
    db: opened,
    newId: () => ids.next(),
    close: () => opened.destroy(),
  };
}

async function migrate(db: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

function unavailable(place: StorePlace, cause: unknown): ParleyError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message =
    place.kind === 'postgres'
      ? `The database that DATABASE_URL names cannot be used: ${why}. Is it running, and may this user create tables in it?`
      : `The data folder cannot be used: ${why}. Make it writable for the bot, or name another one with DATA_DIR.`;
  return new ParleyError(message, { code: 'store_unavailable', cause });
}
