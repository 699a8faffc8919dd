import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCommands } from '../../src/bot/loadCommands.ts';
import { ParleyError } from '../../src/errors.ts';

describe('loadCommands', () => {
  let path: string;
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'parley-commands-'));
    await writeFile(join(path, 'package.json'), '{"type":"module"}');
  });
  afterEach(() => rm(path, { recursive: true }));

  const folder = () => pathToFileURL(`${path}/`);
  const write = (file: string, text: string) => writeFile(join(path, file), text);
  const PING = "export default { data: { name: 'ping', description: 'Pings.' }, run: async () => {} };";

  it('finds the commands of this project', async () => {
    const commands = await loadCommands();
    expect(commands.map(({ data }) => data.name)).toEqual([
      'join',
      'leave',
      'me',
      'persona',
      'privacy',
      'say',
      'settings',
      'status',
      'stop',
      'summary',
      'tools',
      'transcript',
      'usage',
      'why',
    ]);
    expect(Object.keys(commands[1]?.buttons ?? {})).toEqual(['leave']);
    // Guild only: Discord does not even offer them elsewhere.
    for (const { data } of commands) expect(data.contexts).toEqual([0]);
  });

  it('loads what a folder holds, and leaves other files alone', async () => {
    await write('ping.js', PING);
    await write('ping.js.map', '{}');
    await write('ping.d.ts', 'nonsense');
    await write('README.md', '# no command');
    expect((await loadCommands(folder())).map(({ data }) => data.name)).toEqual(['ping']);
  });

  it.each([
    ['export const ping = 1;', 'there is no default export|default'],
    ['export default {};', 'data'],
    ["export default { data: { name: 'x' }, run() {} };", 'name and a description'],
    ["export default { data: { name: 'x', description: 'y' } };", 'run'],
    ["export default { data: { name: 'x', description: 'y' }, run() {}, buttons: { a: 1 } };", 'buttons'],
  ])('names the file that is no command: %s', async (text, why) => {
    await write('broken.js', text);
    const loading = loadCommands(folder());
    await expect(loading).rejects.toThrow(ParleyError);
    await expect(loading).rejects.toThrow(new RegExp(`commands/broken\\.js is no command.*(${why})`));
  });

  it('refuses two commands of one name', async () => {
    await write('a.js', PING);
    await write('b.js', PING);
    await expect(loadCommands(folder())).rejects.toThrow('two commands are named ping');
  });
});
