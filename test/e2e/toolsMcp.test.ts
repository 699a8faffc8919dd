import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { remoteCall, say } from '../../src/offline/realtime/brain.ts';
import { ToolRoom } from './toolRoom.ts';

const require = createRequire(import.meta.url);
const scriptOf = (name: string) =>
  join(dirname(require.resolve(`@modelcontextprotocol/${name}/package.json`)), 'dist', 'index.js');

const folder = mkdtempSync(join(tmpdir(), 'parley-mcp-e2e-'));
let tools: ToolRoom;
let url: string;
let remote: ChildProcess;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}/mcp`;
  const env = { PATH: process.env.PATH ?? '', PORT: String(port) };
  const stdio: ['ignore', 'ignore', 'pipe'] = ['ignore', 'ignore', 'pipe'];
  const server = spawn(process.execPath, [scriptOf('server-everything'), 'streamableHttp'], { env, stdio });
  remote = server;
  await new Promise((resolve) => server.stderr.once('data', resolve));
  const child = (name: string, env = {}) => ({ command: process.execPath, args: [scriptOf(name)], env });
  const mcpServers = {
    every: { ...child('server-everything'), allow: ['echo', 'get-sum'] },
    memory: child('server-memory', { MEMORY_FILE_PATH: join(folder, 'memory.json') }),
    docs: {
      url,
      native: true,
      allow: ['echo', 'get-sum', 'toggle-simulated-logging'],
      needsYes: ['get-sum'],
    },
  };
  const file = join(folder, 'mcp.json');
  writeFileSync(file, JSON.stringify({ mcpServers }));
  tools = await ToolRoom.open({ env: { MCP_CONFIG: file } });
});
afterAll(async () => {
  await tools?.room.close();
  remote?.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function answerOf(name: string, args: object) {
  await tools.untilQuiet();
  return JSON.parse((await tools.ask(name, args)).output);
}

describe('tools of MCP servers that others wrote', () => {
  it('are called by voice: the everything server', async () => {
    expect(await answerOf('every__echo', { message: 'hello' })).toEqual({ data: 'Echo: hello' });
    expect((await answerOf('every__get-sum', { a: 20, b: 22 })).data).toContain('42');
    expect(await answerOf('every__get-env', {})).toEqual({
      error: expect.stringContaining('no tool of that name'),
    });
  });

  it('are called by voice: the memory server', async () => {
    const entities = [{ name: 'Mia', entityType: 'person', observations: ['plays the cello'] }];
    await answerOf('memory__create_entities', { entities });
    expect((await answerOf('memory__search_nodes', { query: 'cello' })).data).toContain('Mia');
  });

  it('that the model may call by itself are passed on to it, but for what needs a yes', async () => {
    const [update] = tools.room.world.model.recording.ofType('session.update');
    expect(update?.event).toMatchObject({
      session: {
        tools: expect.arrayContaining([
          {
            type: 'mcp',
            server_label: 'docs',
            server_url: url,
            headers: {},
            require_approval: 'never',
            allowed_tools: ['echo', 'toggle-simulated-logging'],
          },
        ]),
      },
    });
    const names = JSON.stringify(update?.event);
    expect(names).toContain('docs__get-sum');
    expect(names).not.toContain('docs__echo');
    expect(await answerOf('docs__get-sum', { a: 1, b: 2 })).toMatchObject({ status: 'waits_for_yes' });
  });
});

describe('a tool that the model’s own server calls', () => {
  const script = () => tools.room.world.model.script;

  /** The model calls it when it hears something, and says what came of it. */
  function calls(name: string, args: object): string[] {
    const outputs: string[] = [];
    script().brain = (turn) => {
      outputs.push(...turn.toolOutputs.map(({ output }) => output));
      if (turn.toolOutputs.length > 0) return say('There it is.');
      return turn.heard.length > 0 ? remoteCall('docs', name, args) : say('Very well.');
    };
    return outputs;
  }

  it('is called there, once, and spoken about without another word of anybody', async () => {
    await tools.untilQuiet();
    const { world, mia } = tools.room;
    const outputs = calls('echo', { message: 'from afar' });
    const mark = world.model.recording.mark();
    await tools.say('I have a wish.');
    await world.model.recording.untilEvent('response.mcp_call.completed', { after: mark });
    await tools.until('what came of it', () => outputs.find((output) => output === 'Echo: from afar'));
    await mia.heard.untilHears(world.botId, { voiced: true });
    await tools.untilQuiet();
    const items = world.model.session.items.slice(-2);
    expect(items).toMatchObject([
      { type: 'mcp_call', serverLabel: 'docs', name: 'echo', output: 'Echo: from afar' },
      { role: 'assistant', content: [{ transcript: 'There it is.' }] },
    ]);
    expect(world.model.recording.ofType('error')).toEqual([]);
  });

  it('and that fails there is spoken about, too', async () => {
    await tools.untilQuiet();
    const { world } = tools.room;
    const outputs = calls('get-env', {});
    const mark = world.model.recording.mark();
    await tools.say('I have a wish.');
    await world.model.recording.untilEvent('response.mcp_call.failed', { after: mark });
    expect(await tools.until('what came of it', () => outputs.at(-1))).toContain('There is no tool');
    await tools.untilQuiet();
    expect(world.model.recording.ofType('error')).toEqual([]);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('there is no port');
  return address.port;
}
