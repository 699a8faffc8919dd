import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tools that misbehave, or that not everybody may use, each in a file as an operator writes it. */
const TOOLS: Record<string, string> = {
  slow: "arguments: z.object({ ms: z.number() }), timeLimitMs: 60_000, run: ({ ms }) => new Promise((resolve) => setTimeout(() => resolve('found it after all'), ms)),",
  hang: 'arguments: z.object({}), timeLimitMs: 3000, run: () => new Promise(() => {}),',
  throws: "arguments: z.object({}), run: async () => { throw new Error('hunter2 in a stack'); },",
  huge: "arguments: z.object({}), run: async () => 'x'.repeat(5 * 1024 * 1024),",
  purge:
    "arguments: z.object({ count: z.number() }), needsYes: true, run: async ({ count }, context) => { await context.post('purged ' + count); return count; },",
  restart: "arguments: z.object({}), mayUse: 'admins', run: async () => 'restarted',",
};

/** A folder for `TOOLS_DIR`; `remove` takes it away. */
export function toolsFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'parley-own-tools-'));
  for (const [name, body] of Object.entries(TOOLS)) {
    const text = `export default ({ z }) => ({ name: '${name}', description: 'A test of ${name}.', ${body} });\n`;
    writeFileSync(join(folder, `${name}.mjs`), text);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
