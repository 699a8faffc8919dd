import type { Store } from './store.ts';

/** Something to be told to somebody at a time. */
export interface Reminder {
  id: string;
  guildId: string;
  /** Who asked for it, and is told. */
  userId: string;
  /** Where they are mentioned when they cannot be spoken to. */
  textChannelId: string;
  /** Bounded by whoever writes it; untrusted. */
  text: string;
  /** Epoch ms. */
  dueAtMs: number;
}

/** Reminders and timers that are still to come. */
export class ReminderStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Keeps it; answers it with its id. */
  async add(reminder: Omit<Reminder, 'id'>): Promise<Reminder> {
    const kept = { ...reminder, id: this.#store.newId() };
    await this.#store.db.insertInto('reminders').values(kept).execute();
    return kept;
  }

  /** The one that is due first, of all servers. */
  next(): Promise<Reminder | undefined> {
    return this.#store.db
      .selectFrom('reminders')
      .selectAll()
      .orderBy('dueAtMs')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
  }

  /** Those of a person in a server, the next one first. */
  ofPerson(guildId: string, userId: string): Promise<Reminder[]> {
    return this.#store.db
      .selectFrom('reminders')
      .selectAll()
      .where('guildId', '=', guildId)
      .where('userId', '=', userId)
      .orderBy('dueAtMs')
      .execute();
  }

  /** False: there is none (any more). */
  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#store.db
      .deleteFrom('reminders')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }

  /** Forgets everything that a person has asked for. */
  async forgetPerson(userId: string): Promise<void> {
    await this.#store.db.deleteFrom('reminders').where('userId', '=', userId).execute();
  }

  async forgetGuild(guildId: string): Promise<void> {
    await this.#store.db.deleteFrom('reminders').where('guildId', '=', guildId).execute();
  }
}
