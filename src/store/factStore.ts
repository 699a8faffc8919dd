import type { Store } from './store.ts';

/** Something a server had the bot remember. */
export interface Fact {
  id: string;
  guildId: string;
  /** Who had it remembered. */
  userId: string;
  /** Bounded by whoever writes it; untrusted. */
  text: string;
  /** Epoch ms. */
  atMs: number;
}

/** What servers had the bot remember. */
export class FactStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async add(fact: Omit<Fact, 'id'>): Promise<Fact> {
    const kept = { ...fact, id: this.#store.newId() };
    await this.#store.db.insertInto('facts').values(kept).execute();
    return kept;
  }

  /** Everything remembered for a server, oldest first: as many as may be added are few. */
  ofGuild(guildId: string): Promise<Fact[]> {
    return this.#store.db
      .selectFrom('facts')
      .selectAll()
      .where('guildId', '=', guildId)
      .orderBy('id')
      .execute();
  }

  /** False: there is none (any more). */
  async remove(guildId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#store.db
      .deleteFrom('facts')
      .where('guildId', '=', guildId)
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  /** Forgets everything that a person had remembered, in every server. */
  async forgetPerson(userId: string): Promise<void> {
    await this.#store.db.deleteFrom('facts').where('userId', '=', userId).execute();
  }

  async forgetGuild(guildId: string): Promise<void> {
    await this.#store.db.deleteFrom('facts').where('guildId', '=', guildId).execute();
  }
}
