import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

/** Where Debian and others put a PostgreSQL server's programs, beside the folders of PATH. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';

/** PostgreSQL refuses to run as root: then it runs as Debian's user "nobody". */
const NOBODY = 65_534;

/** A PostgreSQL server of this machine, started for the tests that ask for it, in a folder of its own. */
export class TestPostgres {
  readonly #folder: string;
  readonly #admin: pg.Client;
  #databases = 0;

  private constructor(folder: string, admin: pg.Client) {
    this.#folder = folder;
    this.#admin = admin;
  }

  /** Where the server's programs are; `undefined`: there is none on this machine. */
  static programs(): string | undefined {
    const versions = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER) : [];
    const folders = [
      ...versions.map((version) => join(DEBIAN_FOLDER, version, 'bin')),
      ...(process.env.PATH ?? '').split(':'),
    ];
    return folders.find((folder) => ['initdb', 'pg_ctl'].every((name) => existsSync(join(folder, name))));
  }

  /** Starts a server that listens on a socket in its folder alone. @throws Error with what it wrote */
  static async start(programs: string): Promise<TestPostgres> {
    const folder = mkdtempSync(join(tmpdir(), 'parley-postgres-'));
    if (process.getuid?.() === 0) chownSync(folder, NOBODY, NOBODY);
    chmodSync(folder, 0o700);
    const data = join(folder, 'data');
    run(programs, 'initdb', [
      '-D',
      data,
      '-A',
      'trust',
      '-U',
      'parley',
      '-E',
      'UTF8',
      '--no-locale',
      '--no-sync',
    ]);
    const settings = `-c listen_addresses='' -c unix_socket_directories=${folder} -c fsync=off`;
    run(programs, 'pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start']);
    const admin = new pg.Client({ host: folder, user: 'parley', database: 'postgres' });
    await admin.connect();
    return new TestPostgres(folder, admin);
  }

  /** The address of a new, empty database. */
  async newDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `test_${this.#databases}_${randomBytes(4).toString('hex')}`;
    await this.#admin.query(`create database ${name}`);
    return `postgres://parley@/${name}?host=${encodeURIComponent(this.#folder)}`;
  }

  async stop(programs: string): Promise<void> {
    await this.#admin.end();
    run(programs, 'pg_ctl', ['-D', join(this.#folder, 'data'), '-w', '-m', 'immediate', 'stop']);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function run(folder: string, program: string, args: readonly string[]): void {
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const done: SpawnSyncReturns<string> = spawnSync(join(folder, program), args, {
    ...asNobody,
    cwd: '/',
    encoding: 'utf8',
    // The server that pg_ctl leaves behind would otherwise hold these open.
    stdio: program === 'pg_ctl' ? 'ignore' : 'pipe',
  });
  if (done.status !== 0) throw new Error(`${program} failed: ${done.stderr ?? done.error?.message ?? ''}`);
}
