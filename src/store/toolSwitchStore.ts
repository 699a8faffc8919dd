import type { Store } from './store.ts';

/** Which tools are switched off in which server. */
export class ToolSwitchStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Everything that is switched off, anywhere. */
  allOff(): Promise<{ guildId: string; tool: string }[]> {
    return this.#store.db.selectFrom('toolsOff').selectAll().execute();
  }

  async set(guildId: string, tool: string, on: boolean): Promise<void> {
    const { db } = this.#store;
    if (on) await db.deleteFrom('toolsOff').where('guildId', '=', guildId).where('tool', '=', tool).execute();
    else {
      const row = { guildId, tool };
      await db
        .insertInto('toolsOff')
        .values(row)
        .onConflict((conflict) => conflict.columns(['guildId', 'tool']).doNothing())
        .execute();
    }
  }
}
