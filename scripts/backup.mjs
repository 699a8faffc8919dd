/**
 * Copies the SQLite database to a file while the bot runs: `npm run backup -- [FILE]`. Without a file it is written into the
 * current folder, named by the time. PostgreSQL has a tool of its own, which is named then.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { build } from './build.mjs';

build();
const { readEnvironment } = await import('../dist/src/config.js');
const { EnvironmentReader } = await import('../dist/src/config/environmentReader.js');
const { readStorePlace } = await import('../dist/src/config/storeConfig.js');
const { SQLITE_FILE } = await import('../dist/src/store/dialects.js');

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const place = readStorePlace(new EnvironmentReader(readEnvironment()));
if (place.kind === 'postgres') {
  fail(
    'Parley stores in PostgreSQL (DATABASE_URL). Back it up with: pg_dump --format=custom --file=parley.dump "$DATABASE_URL"',
  );
}
const source = join(place.folder, SQLITE_FILE);
if (!existsSync(source)) fail(`There is nothing to back up yet: ${source} does not exist.`);
const stamp = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
const file = process.argv[2] ?? `parley-${stamp}.sqlite`;
if (existsSync(file)) fail(`${file} is there already: name another file.`);
const database = new SqliteDatabase(source, { readonly: true });
// In steps, a copy would begin anew with each write of the bot and perhaps never end; this is one look at all of it.
const unfinished = `${file}.unfinished`;
rmSync(unfinished, { force: true });
database.prepare('VACUUM INTO ?').run(unfinished);
database.close();
// SQLite leaves it to us that the copy is on the disk; until it is, nothing bears the name that was asked for.
const descriptor = openSync(unfinished, 'r+');
fsyncSync(descriptor);
closeSync(descriptor);
renameSync(unfinished, file);
process.stdout.write(
  `Backed up to ${file}. To restore it, stop Parley and put it in the place of ${source}.\n`,
);
