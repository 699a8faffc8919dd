import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import { SettingsBook } from '../../src/store/settingsBook.ts';
import { openStore } from '../../src/store/store.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const ENOUGH_WRITES = 40;

/** Changes the settings of one server after the other, for ever, and says so when each was acknowledged. */
const WRITER = `
  const [dist, folder] = process.argv.slice(1);
  const { openStore } = await import(dist + 'src/store/store.js');
  const { SettingsBook } = await import(dist + 'src/store/settingsBook.js');
  const { silentLogger } = await import(dist + 'src/observe/logger.js');
  const store = await openStore({ kind: 'folder', folder }, silentLogger());
  const settings = new SettingsBook(store, silentLogger());
  for (let guild = 1; ; guild += 1) {
    await settings.change(String(guild), '9', () => ({ voice: 'voice ' + guild }));
    process.stdout.write(guild + '\\n');
  }
`;

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

  it('has everything that was acknowledged when the process is killed in the middle of writing', async () => {
    const dist = pathToFileURL(`${join(ROOT, 'dist')}/`).href;
    for (let round = 0; round < 3; round += 1) {
      const place = { kind: 'folder', folder: join(folder, String(round)) } as const;
      const writer = spawn(process.execPath, ['--input-type=module', '-e', WRITER, dist, place.folder], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      writers.push(writer);
      let acknowledged = 0;
      const ended = once(writer, 'close');
      createInterface({ input: writer.stdout }).on('line', (line) => {
        acknowledged = Number(line);
        if (acknowledged === ENOUGH_WRITES + round) writer.kill('SIGKILL');
      });
      expect(await ended).toEqual([null, 'SIGKILL']);

      const store = await openStore(place, silentLogger());
      const settings = new SettingsBook(store, silentLogger());
      for (let guild = 1; guild <= acknowledged; guild += 1) {
        expect((await settings.settingsOf(String(guild))).voice).toBe(`voice ${guild}`);
        expect(await settings.undoable(String(guild))).toBe(true);
      }
      await store.close();
    }
  });

  it('is backed up by one command while it is in use', async () => {
    const data = join(folder, 'data');
    const store = await openStore({ kind: 'folder', folder: data }, silentLogger());
    await new SettingsBook(store, silentLogger()).change('1', '9', () => ({ voice: 'cedar' }));
    const script = join(ROOT, 'scripts', 'backup.mjs');
    const restored = join(folder, 'restored');
    mkdirSync(restored);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [script, join(restored, 'parley.sqlite')],
      {
        env: { PATH: process.env.PATH ?? '', DATA_DIR: data },
        cwd: folder,
      },
    );
    expect(stdout).toContain('Backed up to');
    await store.close();
    const copy = await openStore({ kind: 'folder', folder: restored }, silentLogger());
    expect((await new SettingsBook(copy, silentLogger()).settingsOf('1')).voice).toBe('cedar');
    await copy.close();
  });
});
