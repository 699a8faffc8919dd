import type { Kysely, Selectable } from 'kysely';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

/** One thing that was said, as it is stored. Untrusted text; moments are epoch ms. */
export type TranscriptLine = Omit<Selectable<Tables['transcriptLines']>, 'id'>;

/** What was said, for as long as each server keeps it. */
export class TranscriptStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async add(line: TranscriptLine): Promise<void> {
    const row = { ...line, id: this.#store.newId() };
    await this.#store.db.insertInto('transcriptLines').values(row).execute();
  }

  /** What was said in a server since then, oldest first; of more than `count` the newest. */
  async since(guildId: string, sinceMs: number, count: number): Promise<TranscriptLine[]> {
    const newestFirst = await this.#store.db
      .selectFrom('transcriptLines')
      .selectAll()
      .where('guildId', '=', guildId)
      .where('atMs', '>=', sinceMs)
      .orderBy('atMs', 'desc')
      .orderBy('id', 'desc')
      .limit(count)
      .execute();
    return newestFirst.reverse().map(lineOf);
  }

  /** How much of what a server keeps was said before then. */
  async countBefore(guildId: string, beforeMs: number): Promise<number> {
    const { lines } = await this.#store.db
      .selectFrom('transcriptLines')
      .select(({ fn }) => fn.countAll<number>().as('lines'))
      .where('guildId', '=', guildId)
      .where('atMs', '<', beforeMs)
      .executeTakeFirstOrThrow();
    return Number(lines);
  }

  /** What a person said, in every server, oldest first. */
  async ofPerson(userId: string): Promise<TranscriptLine[]> {
    const rows = await this.#store.db
      .selectFrom('transcriptLines')
      .selectAll()
      .where('userId', '=', userId)
      .orderBy('id')
      .execute();
    return rows.map(lineOf);
  }

  /** Forgets what a person said, in every server. */
  async forgetPerson(userId: string): Promise<void> {
    await this.#store.db.deleteFrom('transcriptLines').where('userId', '=', userId).execute();
  }

  /** Every server of which something is stored. */
  async guildIds(): Promise<string[]> {
    const { db } = this.#store;
    const ofLines = await db.selectFrom('transcriptLines').select('guildId').distinct().execute();
    const ofPages = await db.selectFrom('transcriptPages').select('guildId').distinct().execute();
    return [...new Set([...ofLines, ...ofPages].map(({ guildId }) => guildId))];
  }

  /**
   * Deletes what a server has kept for too long: what is older than `beforeMs`, and what was promised to be gone by `nowMs`. All of it
   * or nothing. Answers how many lines that were.
   */
  purge(guildId: string, beforeMs: number, nowMs: number): Promise<number> {
    return this.#store.db.transaction().execute(async (db) => {
      await deleteOld(db, 'transcriptPages', { guildId, beforeMs, nowMs });
      return deleteOld(db, 'transcriptLines', { guildId, beforeMs, nowMs });
    });
  }
}

async function deleteOld(
  db: Kysely<Tables>,
  table: 'transcriptLines' | 'transcriptPages',
  { guildId, beforeMs, nowMs }: { guildId: string; beforeMs: number; nowMs: number },
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom(table)
    .where('guildId', '=', guildId)
    .where(({ eb, or }) => or([eb('atMs', '<', beforeMs), eb('keptUntilMs', '<=', nowMs)]))
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

function lineOf({ id: _, ...line }: Selectable<Tables['transcriptLines']>): TranscriptLine {
  return line;
}
