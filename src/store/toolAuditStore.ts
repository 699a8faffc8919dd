import { z } from 'zod';
import type { Store } from './store.ts';

/** One call of a tool, as it is kept. */
export interface AuditRow {
  guildId: string;
  conversationId: string;
  tool: string;
  userIds: readonly string[];
  outcome: string;
  /** Bounded by whoever writes it. */
  argumentsText: string;
  tookMs: number;
  /** Epoch ms. */
  atMs: number;
}

/** Of each server the newest calls are kept. */
export const MAX_AUDIT_ROWS = 1000;

/** Old rows are looked for once in so many writes. */
const TRIM_EVERY = 100;

const userIdsSchema = z.array(z.string());

/** The audit trail: who had which tool called, and what became of it. */
export class ToolAuditStore {
  readonly #store: Store;
  #written = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  async add({ userIds, ...row }: AuditRow): Promise<void> {
    const { db } = this.#store;
    const values = { ...row, id: this.#store.newId(), userIdsJson: JSON.stringify(userIds) };
    await db.insertInto('toolAudit').values(values).execute();
    this.#written += 1;
    if (this.#written % TRIM_EVERY === 0) await this.#trim(row.guildId);
  }

  /** The newest calls of a server, newest first. */
  async newest(guildId: string, count: number): Promise<AuditRow[]> {
    const rows = await this.#store.db
      .selectFrom('toolAudit')
      .selectAll()
      .where('guildId', '=', guildId)
      .orderBy('id', 'desc')
      .limit(count)
      .execute();
    return rows.map(({ id: _, userIdsJson, ...row }) => ({
      ...row,
      userIds: userIdsSchema.parse(JSON.parse(userIdsJson)),
    }));
  }

  /** Forgets a server's trail. */
  async forgetGuild(guildId: string): Promise<void> {
    await this.#store.db.deleteFrom('toolAudit').where('guildId', '=', guildId).execute();
  }

  async #trim(guildId: string): Promise<void> {
    const { db } = this.#store;
    const oldestKept = await db
      .selectFrom('toolAudit')
      .select('id')
      .where('guildId', '=', guildId)
      .orderBy('id', 'desc')
      .offset(MAX_AUDIT_ROWS - 1)
      .limit(1)
      .executeTakeFirst();
    if (oldestKept === undefined) return;
    await db.deleteFrom('toolAudit').where('guildId', '=', guildId).where('id', '<', oldestKept.id).execute();
  }
}
