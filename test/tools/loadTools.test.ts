import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTools } from '../../src/tools/loadTools.ts';
import { toolContext } from './toolContext.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-tools-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

const GREET = `export default ({ z }) => ({
  name: 'greet',
  description: 'Greets somebody.',
  arguments: z.object({ name: z.string().max(40) }),
  mayUse: { roles: ['Host'] },
  run: async ({ name }, context) => ({ greeting: \`Hello \${name}\`, askedBy: context.askedBy }),
});`;

describe('loadTools', () => {
  it('loads a tool of ten lines, with what it leaves out filled in', async () => {
    write('greet.mjs', GREET);
    write('README.md', 'no tool');
    const [tool, ...others] = await loadTools(folder, new Set());
    expect(others).toEqual([]);
    expect(tool).toMatchObject({ name: 'greet', mayUse: { roles: ['Host'] }, needsYes: false, speaks: true });
    expect(await tool?.run({ name: 'Ada' }, toolContext())).toEqual({
      greeting: 'Hello Ada',
      askedBy: ['10'],
    });
  });

  it('names every file that is no tool, and why', async () => {
    write('a.mjs', 'export const nothing = 1;');
    write('b.mjs', GREET.replace("'greet'", "'gr eet'"));
    write('c.mjs', GREET.replace('z.object({ name: z.string().max(40) })', '{ name: String }'));
    write('d.mjs', 'this is no JavaScript');
    write('e.mjs', GREET);
    write('f.mjs', GREET);
    write('g.mjs', GREET.replace('mayUse', 'mayuse').replace("'greet'", "'other'"));
    const failure = await loadTools(folder, new Set()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'config_invalid' });
    const { message } = failure as Error;
    expect(message).toMatch(/a\.mjs: .*no default export|a\.mjs: .*is no function/);
    expect(message).toMatch(/b\.mjs: name is no name/);
    expect(message).toMatch(/c\.mjs: arguments is no zod schema/);
    expect(message).toMatch(/d\.mjs: /);
    expect(message).not.toMatch(/e\.mjs/);
    expect(message).toMatch(/f\.mjs: there is a tool named greet already/);
    expect(message).toMatch(/g\.mjs: .*mayuse/);
  });

  it('says that the folder cannot be read', async () => {
    await expect(loadTools(join(folder, 'none'), new Set())).rejects.toThrow('TOOLS_DIR');
  });
});
