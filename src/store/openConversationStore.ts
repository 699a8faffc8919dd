import type { Insertable, Selectable } from 'kysely';
import { z } from 'zod';
import { clipEntry } from '../realtime/clipEntry.ts';
import type { HistoryEntry } from '../realtime/historyEntry.ts';
import { heldBy, idList } from './heldBy.ts';
import { parseJson } from './parseJson.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

/** So much of a server's conversation is stored; of more the oldest goes. */
export const MAX_STORED_ENTRIES = 100;
export const MAX_STORED_BYTES = 24_000;

const atMs = z.number();
const entrySchema: z.ZodType<HistoryEntry> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('said'),
    atMs,
    userId: z
      .string()
      .optional()
      .transform((userId) => userId),
    name: z.string(),
    text: z.string(),
  }),
  z.object({ type: z.literal('answered'), atMs, text: z.string(), heardWhole: z.boolean() }),
  z.object({
    type: z.literal('toolCalled'),
    atMs,
    callId: z.string(),
    name: z.string(),
    argumentsJson: z.string(),
    output: z.string(),
    userIds: z.array(z.string()),
  }),
  z.object({ type: z.literal('note'), atMs, text: z.string() }),
]);

/** A conversation that runs, or ran when the process ended. Moments are epoch ms. */
export type OpenConversation = Selectable<Tables['openConversations']>;

/** Something that somebody said, or had done, as it is stored. */
export interface StoredEntry {
  guildId: string;
  entry: HistoryEntry;
}

/** Which conversations run, and what was said in them last: what a restart must not lose. */
export class OpenConversationStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** A new conversation of the server: what was stored of another one goes. */
  async begin(conversation: Insertable<Tables['openConversations']>): Promise<void> {
    await this.forgetGuild(conversation.guildId);
    await this.#store.db.insertInto('openConversations').values(conversation).execute();
  }

  all(): Promise<OpenConversation[]> {
    return this.#store.db.selectFrom('openConversations').selectAll().orderBy('startedAtMs').execute();
  }

  /** Changes what is known of the server's conversation; nothing where none is stored. */
  async update(guildId: string, change: Partial<Omit<OpenConversation, 'guildId'>>): Promise<void> {
    await this.#store.db
      .updateTable('openConversations')
      .set(change)
      .where('guildId', '=', guildId)
      .execute();
  }

  /** Stores what was said and, the conversation having gone on, counts its returns anew. Nothing where none is stored. */
  async add(guildId: string, said: HistoryEntry, nowMs: number): Promise<void> {
    const entry = clipEntry(said);
    const entryJson = JSON.stringify(entry);
    const { numUpdatedRows } = await this.#store.db
      .updateTable('openConversations')
      .set({ updatedAtMs: nowMs, returns: 0 })
      .where('guildId', '=', guildId)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return;
    const row = {
      id: this.#store.newId(),
      guildId,
      atMs: entry.atMs,
      userIds: userIdsOf(entry),
      bytes: Buffer.byteLength(entryJson),
      entryJson,
    };
    await this.#store.db.insertInto('conversationEntries').values(row).execute();
    await this.#forgetOldest(guildId);
  }

  /** What was said in the server's conversation, oldest first. What cannot be read is left out. */
  async entriesOf(guildId: string): Promise<HistoryEntry[]> {
    const rows = await this.#store.db
      .selectFrom('conversationEntries')
      .selectAll()
      .where('guildId', '=', guildId)
      .orderBy('atMs')
      .orderBy('id')
      .execute();
    return rows.flatMap((row) => parsedEntry(row.entryJson));
  }

  /** What a person said or had done, in every server's running conversation, oldest first. */
  async entriesOfPerson(userId: string): Promise<StoredEntry[]> {
    const rows = await this.#store.db
      .selectFrom('conversationEntries')
      .selectAll()
      .where('userIds', 'like', heldBy(userId))
      .orderBy('id')
      .execute();
    return rows.flatMap(({ guildId, entryJson }) =>
      parsedEntry(entryJson).map((entry) => ({ guildId, entry })),
    );
  }

  /** Running conversations that a person began. */
  startedBy(userId: string): Promise<OpenConversation[]> {
    return this.#store.db
      .selectFrom('openConversations')
      .selectAll()
      .where('startedByUserId', '=', userId)
      .execute();
  }

  /** Forgets what a person said, had done or began, in every server. Answers how much was said or done. */
  async forgetPerson(userId: string): Promise<number> {
    await this.#store.db
      .updateTable('openConversations')
      .set({ startedByUserId: null })
      .where('startedByUserId', '=', userId)
      .execute();
    const { numDeletedRows } = await this.#store.db
      .deleteFrom('conversationEntries')
      .where('userIds', 'like', heldBy(userId))
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }

  /** The server's conversation is over, or is not to be stored. */
  async forgetGuild(guildId: string): Promise<void> {
    await this.#store.db.deleteFrom('openConversations').where('guildId', '=', guildId).execute();
    await this.#store.db.deleteFrom('conversationEntries').where('guildId', '=', guildId).execute();
  }

  async #forgetOldest(guildId: string): Promise<void> {
    const newestFirst = await this.#store.db
      .selectFrom('conversationEntries')
      .select(['id', 'bytes'])
      .where('guildId', '=', guildId)
      .orderBy('id', 'desc')
      .execute();
    let bytes = 0;
    const surplus = newestFirst.find((row, index) => {
      bytes += row.bytes;
      return index >= MAX_STORED_ENTRIES || bytes > MAX_STORED_BYTES;
    });
    if (surplus === undefined) return;
    await this.#store.db
      .deleteFrom('conversationEntries')
      .where('guildId', '=', guildId)
      .where('id', '<=', surplus.id)
      .execute();
  }
}

function parsedEntry(entryJson: string): HistoryEntry[] {
  const parsed = entrySchema.safeParse(parseJson(entryJson));
  return parsed.success ? [parsed.data] : [];
}

function userIdsOf(entry: HistoryEntry): string {
  if (entry.type === 'said' && entry.userId !== undefined) return idList([entry.userId]);
  return idList(entry.type === 'toolCalled' ? entry.userIds : []);
}
