import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import { ConsentBook } from '../../src/store/consentBook.ts';
import { FactStore } from '../../src/store/factStore.ts';
import { LedgerStore } from '../../src/store/ledgerStore.ts';
import { OpenConversationStore } from '../../src/store/openConversationStore.ts';
import { PersonalBook } from '../../src/store/personalBook.ts';
import { ReminderStore } from '../../src/store/reminderStore.ts';
import { SettingsBook } from '../../src/store/settingsBook.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { ToolAuditStore } from '../../src/store/toolAuditStore.ts';
import { ToolSwitchStore } from '../../src/store/toolSwitchStore.ts';
import { TranscriptPageStore } from '../../src/store/transcriptPageStore.ts';
import { TranscriptStore } from '../../src/store/transcriptStore.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const ROUNDS = 4;
const LEAST_WRITES = 60;
/** A round ends at a moment within this time after its least writes, wherever the writer then is. */
const UNCERTAIN_MS = 60;

/** More pages than a backup copies at a time. */
const BIG_SERVERS = 30_000;

/** Asks for what each kind of write has left; in the order of `storeWriter.mjs`. */
const FOUND: readonly ((store: Store, id: string) => Promise<unknown>)[] = [
  async (store, id) => {
    const settings = new SettingsBook(store, silentLogger());
    return [(await settings.settingsOf(id)).voice === `voice ${id}`, await settings.undoable(id)];
  },
  async (store, id) => [(await new ConsentBook(store).of(id, id)).here === 'refused'],
  async (store, id) => [(await new PersonalBook(store).of(id)).preferredName === `name ${id}`],
  async (store, id) => (await new FactStore(store).ofGuild(id)).map(({ text }) => text === `fact ${id}`),
  async (store, id) => (await new ReminderStore(store).ofPerson(id, id)).map(({ text }) => text === id),
  async (store, id) =>
    (await new ToolAuditStore(store).newest(id, 9)).map(({ userIds }) => userIds[0] === id),
  async (store, id) =>
    (await new ToolSwitchStore(store).allOff()).flatMap(({ guildId }) => (guildId === id ? [true] : [])),
  async (store, id) => {
    const { usage, talks } = await new LedgerStore(store).ofPerson(id);
    return [usage[0]?.inputTextTokens === 1, talks[0]?.talkedMs === 7];
  },
  async (store, id) => {
    const conversations = new OpenConversationStore(store);
    const entries = await conversations.entriesOf(id);
    const begun = await conversations.startedBy(id);
    return [begun.length === 1, entries[0]?.type === 'said' && entries[0].text === `said ${id}`];
  },
  async (store, id) =>
    (await new TranscriptStore(store).ofPerson(id)).map(({ text }) => text === `kept ${id}`),
  async (store, id) =>
    (await new TranscriptPageStore(store).ofPerson(id)).map(({ lines }) => lines[0]?.text === `line ${id}`),
];

/** Those of these writes of which something is missing. */
async function missing(store: Store, writes: readonly number[]): Promise<number[]> {
  const lost: number[] = [];
  for (const write of writes) {
    const found = await FOUND[write % FOUND.length]?.(store, String(write));
    if (!Array.isArray(found) || found.length === 0 || found.includes(false)) lost.push(write);
  }
  return lost;
}

describe('the store', () => {
  let folder: string;
  const writers: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-killed-'));
  });
  afterEach(() => {
    for (const writer of writers.splice(0)) writer.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** A process that writes to the store of this folder; `acknowledged` is its last write that was. */
  function startWriter(data: string, first: number) {
    const dist = pathToFileURL(`${join(ROOT, 'dist')}/`).href;
    const program = join(ROOT, 'test', 'e2e', 'storeWriter.mjs');
    const child = spawn(process.execPath, [program, dist, data, String(first)], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    writers.push(child);
    const writer = {
      child,
      ended: once(child, 'close'),
      acknowledged: first - 1,
      reached: (_: number) => {},
    };
    createInterface({ input: child.stdout }).on('line', (line) => {
      writer.acknowledged = Number(line);
      writer.reached(writer.acknowledged);
    });
    const until = (write: number) =>
      new Promise<void>((resolve, reject) => {
        writer.reached = (acknowledged) => acknowledged >= write && resolve();
        void writer.ended.then(() => reject(new Error(`the writer ended after ${writer.acknowledged}`)));
      });
    return { writer, until };
  }

  it('has everything that was acknowledged when the process is killed in the middle of writing', async () => {
    const data = join(folder, 'data');
    const acknowledged: number[] = [];
    let first = 1;
    for (let round = 0; round < ROUNDS; round += 1) {
      const { writer, until } = startWriter(data, first);
      await until(first + LEAST_WRITES);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * UNCERTAIN_MS));
      writer.child.kill('SIGKILL');
      expect(await writer.ended).toEqual([null, 'SIGKILL']);
      const store = await openStore({ kind: 'folder', folder: data }, silentLogger());
      for (let write = first; write <= writer.acknowledged; write += 1) acknowledged.push(write);
      expect(await missing(store, acknowledged)).toEqual([]);
      await store.close();
      // Nobody knows of the one that was under way.
      first = writer.acknowledged + 2;
    }
  });

  it('is backed up whole by one command while it is being written to', async () => {
    const data = join(folder, 'data');
    const filled = await openStore({ kind: 'folder', folder: data }, silentLogger());
    const rows = Array.from({ length: BIG_SERVERS }, (_, index) => ({
      guildId: `big ${index}`,
      choicesJson: JSON.stringify({ ownPersonas: [], voice: 'x'.repeat(2000) }),
    }));
    for (let at = 0; at < rows.length; at += 100)
      await filled.db
        .insertInto('serverSettings')
        .values(rows.slice(at, at + 100))
        .execute();
    await filled.close();
    const { writer, until } = startWriter(data, 1);
    await until(LEAST_WRITES);
    const before = writer.acknowledged;
    const restored = join(folder, 'restored');
    mkdirSync(restored);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(ROOT, 'scripts', 'backup.mjs'), join(restored, 'parley.sqlite')],
      { env: { PATH: process.env.PATH ?? '', DATA_DIR: data }, cwd: folder, timeout: 30_000 },
    );
    expect(stdout).toContain('Backed up to');
    expect(writer.acknowledged).toBeGreaterThan(before);
    writer.child.kill('SIGKILL');
    await writer.ended;
    expect(readdirSync(restored)).toEqual(['parley.sqlite']);
    const copy = await openStore({ kind: 'folder', folder: restored }, silentLogger());
    const written = Array.from({ length: before }, (_, index) => index + 1);
    expect(await missing(copy, written)).toEqual([]);
    const { count } = await copy.db
      .selectFrom('serverSettings')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('guildId', 'like', 'big %')
      .executeTakeFirstOrThrow();
    expect(count).toBe(BIG_SERVERS);
    await copy.close();
  });
});
