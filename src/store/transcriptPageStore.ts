import { z } from 'zod';
import { heldBy, idList } from './heldBy.ts';
import { parseJson } from './parseJson.ts';
import type { Store } from './store.ts';

const linesSchema = z.array(z.object({ userIds: z.array(z.string()), text: z.string() })).catch([]);

/** One line as it stands in a message, and whose words or wishes it holds. */
export interface PageLine {
  userIds: string[];
  /** Safe to be written as it is. */
  text: string;
}

/** A message of the bot that holds lines of a transcript. Moments are epoch ms. */
export interface StoredPage {
  messageId: string;
  guildId: string;
  channelId: string;
  /** When its oldest line was written. */
  atMs: number;
  keptUntilMs: number;
  lines: PageLine[];
}

/** The bot's messages that hold transcripts, of servers that keep what was said. */
export class TranscriptPageStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Stores the page as it is now. */
  async put({ lines, ...page }: StoredPage): Promise<void> {
    const userIds = idList([...new Set(lines.flatMap((line) => line.userIds))]);
    const row = { ...page, userIds, linesJson: JSON.stringify(lines) };
    const { messageId: _, atMs: __, ...changed } = row;
    await this.#store.db
      .insertInto('transcriptPages')
      .values(row)
      .onConflict((conflict) => conflict.column('messageId').doUpdateSet(changed))
      .execute();
  }

  /** Pages that hold something of a person, newest first. */
  async ofPerson(userId: string): Promise<StoredPage[]> {
    const rows = await this.#store.db
      .selectFrom('transcriptPages')
      .selectAll()
      .where('userIds', 'like', heldBy(userId))
      .orderBy('atMs', 'desc')
      .execute();
    return rows.map(({ userIds: _, linesJson, ...page }) => ({
      ...page,
      lines: linesSchema.parse(parseJson(linesJson)),
    }));
  }

  /** Forgets a person's lines, in every page; the message itself is whoever's to change who is on Discord. */
  async forgetPerson(userId: string): Promise<void> {
    for (const page of await this.ofPerson(userId)) {
      await this.put({ ...page, lines: page.lines.filter((line) => !line.userIds.includes(userId)) });
    }
  }
}
