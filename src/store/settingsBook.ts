import type { Logger } from '../observe/logger.ts';
import { parseJson } from './parseJson.ts';
import {
  type ServerChoices,
  type ServerSettings,
  serverChoicesSchema,
  serverSettings,
} from './serverSettings.ts';
import type { Store } from './store.ts';

/** So many changes of a server can be undone, one after the other. */
export const MAX_UNDOABLE = 20;

/** Something was chosen, or undone. */
export interface SettingsChange {
  before: ServerChoices;
  after: ServerChoices;
}

/** Hears of every change that took effect. */
export type SettingsListener = (guildId: string, settings: ServerSettings) => void;

/** The settings of every server, with what they were before, so that each change can be undone. */
export class SettingsBook {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #nowMs: () => number;
  readonly #listeners = new Set<SettingsListener>();
  /** Changes are made one after the other: each builds on what it reads. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param nowMs wall-clock time, milliseconds since 1970 */
  constructor(store: Store, log: Logger, nowMs: () => number = Date.now) {
    this.#store = store;
    this.#log = log;
    this.#nowMs = nowMs;
  }

  async settingsOf(guildId: string): Promise<ServerSettings> {
    return serverSettings(await this.choicesOf(guildId));
  }

  /** What the server has chosen itself. */
  async choicesOf(guildId: string): Promise<ServerChoices> {
    const row = await this.#store.db
      .selectFrom('serverSettings')
      .select('choicesJson')
      .where('guildId', '=', guildId)
      .executeTakeFirst();
    return this.#parse(row?.choicesJson ?? '{}', guildId);
  }

  /** Calls back after each change that took effect; returns the way to stop it. */
  onChange(listener: SettingsListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Makes a change and remembers what was before it. `undefined` takes a choice back. What is no valid choice is not
   * stored.
   * @param change what to change, made of what is chosen now
   */
  change(
    guildId: string,
    userId: string,
    change: (now: ServerChoices) => ServerChoices,
  ): Promise<SettingsChange> {
    return this.#inTurn(async () => {
      const before = await this.choicesOf(guildId);
      const after = serverChoicesSchema.parse({ ...before, ...change(before) });
      const [beforeJson, afterJson] = [JSON.stringify(before), JSON.stringify(after)];
      if (beforeJson === afterJson) return { before, after };
      await this.#store.db.transaction().execute(async (db) => {
        const row = {
          id: this.#store.newId(),
          guildId,
          userId,
          atMs: this.#nowMs(),
          choicesJson: beforeJson,
        };
        await db.insertInto('serverSettingsHistory').values(row).execute();
        await db
          .deleteFrom('serverSettingsHistory')
          .where('guildId', '=', guildId)
          .where('id', 'not in', (query) =>
            query
              .selectFrom('serverSettingsHistory')
              .select('id')
              .where('guildId', '=', guildId)
              .orderBy('id', 'desc')
              .limit(MAX_UNDOABLE),
          )
          .execute();
        await db
          .insertInto('serverSettings')
          .values({ guildId, choicesJson: afterJson })
          .onConflict((conflict) => conflict.column('guildId').doUpdateSet({ choicesJson: afterJson }))
          .execute();
      });
      return this.#tell(guildId, { before, after });
    });
  }

  /**
   * Takes the newest change back, whoever made it; `undefined`: there is none to take back.
   * @param wanted whether it is the change that was meant; it stays otherwise
   */
  undo(
    guildId: string,
    wanted: (change: SettingsChange) => boolean = () => true,
  ): Promise<SettingsChange | undefined> {
    return this.#inTurn(async () => {
      const newest = await this.#newest(guildId);
      if (newest === undefined) return undefined;
      const before = await this.choicesOf(guildId);
      const after = this.#parse(newest.choicesJson, guildId);
      if (!wanted({ before: after, after: before })) return undefined;
      await this.#store.db.transaction().execute(async (db) => {
        await db.deleteFrom('serverSettingsHistory').where('id', '=', newest.id).execute();
        await db
          .updateTable('serverSettings')
          .set({ choicesJson: newest.choicesJson })
          .where('guildId', '=', guildId)
          .execute();
      });
      return this.#tell(guildId, { before, after });
    });
  }

  /** Can something be undone? */
  async undoable(guildId: string): Promise<boolean> {
    return (await this.#newest(guildId)) !== undefined;
  }

  #newest(guildId: string): Promise<{ id: string; choicesJson: string } | undefined> {
    return this.#store.db
      .selectFrom('serverSettingsHistory')
      .select(['id', 'choicesJson'])
      .where('guildId', '=', guildId)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
  }

  #parse(text: string, guildId: string): ServerChoices {
    const parsed = serverChoicesSchema.safeParse(parseJson(text));
    if (!parsed.success) {
      this.#log.warn({ guildId }, 'the stored settings of a server cannot be read: the defaults hold');
      return {};
    }
    return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
  }

  #tell(guildId: string, change: SettingsChange): SettingsChange {
    const settings = serverSettings(change.after);
    for (const listener of [...this.#listeners]) listener(guildId, settings);
    return change;
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
