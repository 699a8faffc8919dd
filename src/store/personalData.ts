import { OpenConversationStore } from './openConversationStore.ts';
import type { Store } from './store.ts';
import { TranscriptPageStore } from './transcriptPageStore.ts';
import { TranscriptStore } from './transcriptStore.ts';

/** All that is stored about one person, as it is exported. Moments are ISO 8601. */
export interface PersonalRecord {
  consent: { server: string; decision: string; since: string }[];
  settings: unknown;
  facts: { server: string; text: string; at: string }[];
  reminders: { server: string; text: string; due: string }[];
  toolCalls: { server: string; tool: string; arguments: string; outcome: string; at: string }[];
  /** Tokens by day (whole days since 1970, UTC), server and model. */
  usage: { day: number; server: string; model: string; inputTokens: number; outputTokens: number }[];
  changedServerSettings: { server: string; at: string }[];
  /** What they said or had done in conversations that still run. */
  runningConversations: { server: string; what: string; at: string }[];
  /** Conversations that still run and that they began. */
  startedConversations: { server: string; at: string }[];
  /** What they said, in servers that keep transcripts. */
  transcripts: { server: string; text: string; at: string; keptUntil: string }[];
}

/** What is stored about people, across all tables that name one. A table that comes to name people is to be added here. */
export class PersonalData {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async of(userId: string): Promise<PersonalRecord> {
    const { db } = this.#store;
    const consents = await db.selectFrom('consents').selectAll().where('userId', '=', userId).execute();
    const settings = await db
      .selectFrom('personalSettings')
      .select('choicesJson')
      .where('userId', '=', userId)
      .executeTakeFirst();
    const facts = await db.selectFrom('facts').selectAll().where('userId', '=', userId).execute();
    const reminders = await db.selectFrom('reminders').selectAll().where('userId', '=', userId).execute();
    const calls = await db
      .selectFrom('toolAudit')
      .selectAll()
      .where('userIdsJson', 'like', naming(userId))
      .orderBy('id')
      .execute();
    const changes = await db
      .selectFrom('serverSettingsHistory')
      .select(['guildId', 'atMs'])
      .where('userId', '=', userId)
      .orderBy('id')
      .execute();
    const usage = await db.selectFrom('usage').selectAll().where('userId', '=', userId).execute();
    const conversations = new OpenConversationStore(this.#store);
    const said = await conversations.entriesOfPerson(userId);
    const started = await conversations.startedBy(userId);
    const kept = await new TranscriptStore(this.#store).ofPerson(userId);
    return {
      consent: consents.map(({ guildId, decision, atMs }) => ({
        server: guildId === '' ? 'everywhere' : guildId,
        decision,
        since: iso(atMs),
      })),
      settings: JSON.parse(settings?.choicesJson ?? '{}'),
      facts: facts.map(({ guildId, text, atMs }) => ({ server: guildId, text, at: iso(atMs) })),
      reminders: reminders.map(({ guildId, text, dueAtMs }) => ({
        server: guildId,
        text,
        due: iso(dueAtMs),
      })),
      toolCalls: calls.map(({ guildId, tool, argumentsText, outcome, atMs }) => ({
        server: guildId,
        tool,
        arguments: argumentsText,
        outcome,
        at: iso(atMs),
      })),
      usage: usage.map(({ day, guildId, model, ...tokens }) => ({
        day: Number(day),
        server: guildId,
        model,
        inputTokens: Number(tokens.inputTextTokens) + Number(tokens.inputAudioTokens),
        outputTokens: Number(tokens.outputTextTokens) + Number(tokens.outputAudioTokens),
      })),
      changedServerSettings: changes.map(({ guildId, atMs }) => ({ server: guildId, at: iso(atMs) })),
      runningConversations: said.map(({ guildId, entry }) => ({
        server: guildId,
        what: entry.type === 'toolCalled' ? entry.name : entry.text,
        at: iso(entry.atMs),
      })),
      startedConversations: started.map(({ guildId, startedAtMs }) => ({
        server: guildId,
        at: iso(startedAtMs),
      })),
      transcripts: kept.map(({ guildId, text, atMs, keptUntilMs }) => ({
        server: guildId,
        text,
        at: iso(atMs),
        keptUntil: iso(keptUntilMs),
      })),
    };
  }

  /**
   * Deletes it, all or nothing. Decisions on being heard stay, because without them somebody who refused would be heard again; of
   * changed server settings only who made them goes, because the server can still undo them. What was billed stays: limits go by it.
   */
  async delete(userId: string): Promise<void> {
    await this.#store.db.transaction().execute(async (db) => {
      await db.deleteFrom('personalSettings').where('userId', '=', userId).execute();
      await db.deleteFrom('facts').where('userId', '=', userId).execute();
      const store = { ...this.#store, db };
      await new OpenConversationStore(store).forgetPerson(userId);
      await new TranscriptStore(store).forgetPerson(userId);
      await new TranscriptPageStore(store).forgetPerson(userId);
      await db.deleteFrom('reminders').where('userId', '=', userId).execute();
      await db.deleteFrom('toolAudit').where('userIdsJson', 'like', naming(userId)).execute();
      await db
        .updateTable('serverSettingsHistory')
        .set({ userId: '' })
        .where('userId', '=', userId)
        .execute();
    });
  }
}

/** A JSON list of ids that has this one in it. Discord's ids are digits: nothing in them means anything to LIKE. */
function naming(userId: string): string {
  return `%"${userId}"%`;
}

function iso(epochMs: number): string {
  return new Date(Number(epochMs)).toISOString();
}
