/**
 * Compiles `src`, `commands`, `bench` and `proof` to `dist` when a source is newer than the last build (`--force`: always).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built');

function newestMs(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestMs(join(path, name))),
    stat.mtimeMs,
  );
}

export function build({ force = false } = {}) {
  const sources = [
    'src',
    'commands',
    'bench',
    'proof',
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
  ].map((name) => join(root, name));
  const builtMs = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  if (!force && sources.every((path) => !existsSync(path) || newestMs(path) < builtMs)) return;
  const tsc = createRequire(import.meta.url).resolve('typescript/package.json');
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  const { status } = spawnSync(
    process.execPath,
    [join(dirname(tsc), 'bin', 'tsc'), '-p', 'tsconfig.build.json'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, '');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build({ force: process.argv.includes('--force') });
