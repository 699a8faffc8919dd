/**
 * Everything that must hold before a change lands: types, lint, unit tests, and the end-to-end tests beside them. Conversations in real
 * time mostly wait, so the two together take little longer than the longer one; but they must not be made to wait. `TEST_RESULTS_DIR`: where to write the counts.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from './build.mjs';

const resolve = createRequire(import.meta.url).resolve;
const tool = (name, path) => join(dirname(resolve(`${name}/package.json`)), path);
const { TEST_RESULTS_DIR: resultsFolder } = process.env;

/**
 * Runs a tool to its end; with `held` its output is kept back until then, with `polite` it leaves the processor to whom it is urgent.
 * Resolves to whether it succeeded.
 */
function run(args, { held = false, polite = false, env = {} } = {}) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', held ? 'pipe' : 'inherit', 'inherit'],
    });
    if (polite) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    const kept = [];
    child.stdout?.on('data', (chunk) => kept.push(chunk));
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(kept));
      done(code === 0);
    });
  });
}

function vitest(project, options) {
  const env =
    resultsFolder === undefined ? {} : { TEST_RESULTS_FILE: join(resultsFolder, `${project}.json`) };
  return run([tool('vitest', 'vitest.mjs'), 'run', '--project', project], { ...options, env });
}

async function checksAndUnitTests() {
  const types = await run([tool('typescript', 'bin/tsc'), '--noEmit'], { polite: true });
  const lint = await run([tool('@biomejs/biome', 'bin/biome'), 'check', '.'], { polite: true });
  const unit = await vitest('unit', { polite: true });
  return types && lint && unit;
}

build({ force: true });
const results = await Promise.all([vitest('e2e', { held: true }), checksAndUnitTests()]);
process.exit(results.every(Boolean) ? 0 : 1);
