import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import { openStore } from '../../src/store/store.ts';
import { onEveryStore } from './testStores.ts';

describe('openStore', () => {
  onEveryStore((newStore) => {
    it('has its tables, and keeps what was written', async () => {
      const { store } = await newStore();
      await store.db.insertInto('personalSettings').values({ userId: '1', choicesJson: '{}' }).execute();
      expect(await store.db.selectFrom('personalSettings').selectAll().execute()).toEqual([
        { userId: '1', choicesJson: '{}' },
      ]);
    });

    it('hands moments and counts out as numbers', async () => {
      const { store } = await newStore();
      const atMs = Date.UTC(2026, 6, 1);
      const row = { id: store.newId(), guildId: '1', userId: '2', atMs, choicesJson: '{}' };
      await store.db.insertInto('serverSettingsHistory').values(row).execute();
      const found = await store.db
        .selectFrom('serverSettingsHistory')
        .select(({ fn }) => ['atMs', fn.countAll().as('rows'), fn.sum('atMs').as('sum')])
        .groupBy('atMs')
        .executeTakeFirstOrThrow();
      expect(found).toEqual({ atMs, rows: 1, sum: atMs });
    });

    it('stores every text alike: quotes, emoji, right-to-left marks, half a pair; NUL is left out', async () => {
      const { store } = await newStore();
      const names = [
        "'; drop table personal_settings; --",
        '👩‍👩‍👧',
        '\u202eevil',
        '%_\\',
        'a\u0000b',
        'x'.repeat(4000),
      ];
      for (const [index, name] of names.entries()) {
        const row = { userId: String(index), choicesJson: name };
        await store.db.insertInto('personalSettings').values(row).execute();
      }
      const rows = await store.db
        .selectFrom('personalSettings')
        .select('choicesJson')
        .orderBy('userId')
        .execute();
      expect(rows.map(({ choicesJson }) => choicesJson)).toEqual(
        names.map((name) => name.replace('\u0000', '')),
      );
      const found = store.db
        .selectFrom('personalSettings')
        .select('userId')
        .where('choicesJson', '=', 'a\u0000b');
      expect(await found.execute()).toEqual([{ userId: '4' }]);
    });

    it('makes ids that sort in the order in which they were made', async () => {
      const { store } = await newStore();
      const ids = Array.from({ length: 1000 }, () => store.newId());
      expect([...ids].sort()).toEqual(ids);
      expect(new Set(ids).size).toBe(ids.length);
    });
  });
});

describe('openStore on a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parley-store-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes the folder, for its owner alone, and finds again what it stored', async () => {
    const place = { kind: 'folder', folder: join(folder, 'deep', 'data') } as const;
    const first = await openStore(place, silentLogger());
    await first.db.insertInto('personalSettings').values({ userId: '1', choicesJson: '{}' }).execute();
    await first.close();
    expect(statSync(place.folder).mode & 0o077).toBe(0);
    const second = await openStore(place, silentLogger());
    expect(await second.db.selectFrom('personalSettings').select('userId').execute()).toEqual([
      { userId: '1' },
    ]);
    await second.close();
  });

  it('says that a folder cannot be used, and what to do', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'not a folder');
    await expect(openStore({ kind: 'folder', folder: file }, silentLogger())).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('DATA_DIR'),
    });
  });

  it('says that a file is no database', async () => {
    writeFileSync(join(folder, 'parley.sqlite'), 'x'.repeat(8192));
    await expect(openStore({ kind: 'folder', folder }, silentLogger())).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('not a database'),
    });
  });

  it('says that a PostgreSQL is not there, without its password', async () => {
    const url = 'postgres://parley:hunter2@127.0.0.1:1/parley';
    const opening = openStore({ kind: 'postgres', url }, silentLogger());
    await expect(opening).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('DATABASE_URL'),
    });
    await expect(opening).rejects.not.toThrow('hunter2');
  });
});
