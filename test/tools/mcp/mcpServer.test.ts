import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { silentLogger } from '../../../src/observe/logger.ts';
import { loadMcpConfig, type McpServerConfig } from '../../../src/tools/mcp/mcpConfig.ts';
import { FIRST_RETRY_MS, McpServer } from '../../../src/tools/mcp/mcpServer.ts';
import { ManualClock } from '../../manualClock.ts';
import { toolContext } from '../toolContext.ts';

const require = createRequire(import.meta.url);
const scriptOf = (name: string) =>
  join(dirname(require.resolve(`@modelcontextprotocol/${name}/package.json`)), 'dist', 'index.js');
const EVERYTHING = scriptOf('server-everything');
const MEMORY = scriptOf('server-memory');
const PATIENCE = { timeout: 15_000, interval: 50 };

function config(changes: Partial<McpServerConfig> = {}): McpServerConfig {
  return {
    name: 'every',
    address: { kind: 'stdio', command: process.execPath, args: [EVERYTHING], env: {} },
    allow: undefined,
    mayUse: 'everyone',
    needsYes: undefined,
    timeLimitMs: 10_000,
    native: false,
    ...changes,
  };
}

async function started(changes: Partial<McpServerConfig> = {}) {
  const clock = new ManualClock();
  const server = new McpServer(config(changes), clock, silentLogger());
  onTestFinished(() => server.stop());
  await server.start();
  const run = (name: string, args: object, signal = new AbortController().signal) => {
    const tool = server.tools.find((one) => one.name === name);
    if (tool === undefined) throw new Error(`there is no ${name}`);
    return tool.run(args, toolContext({ signal }));
  };
  return { clock, server, run };
}

describe('an MCP server as a child process', () => {
  it('has its tools listed under its name, with their schemas, and runs them', async () => {
    const { server, run } = await started();
    expect(server.tools.find(({ name }) => name === 'every__echo')).toMatchObject({
      parameters: { type: 'object', properties: { message: { type: 'string' } } },
    });
    expect(await run('every__echo', { message: 'hello' })).toBe('Echo: hello');
    expect(await run('every__get-sum', { a: 2, b: 40 })).toContain('42');
  });

  it('has only those tools that are allowed', async () => {
    const { server } = await started({ allow: new Set(['echo', 'no_such']) });
    expect(server.tools.map(({ name }) => name)).toEqual(['every__echo']);
    expect([...server.nativeTools]).toEqual([['every__echo', 'echo']]);
  });

  it('tells what went wrong as data', async () => {
    const { run } = await started();
    expect(await run('every__echo', {})).toMatchObject({ failed: true, text: expect.any(String) });
  });

  it('is asked to stop when the call is cancelled', async () => {
    const { run } = await started();
    const cancel = new AbortController();
    const running = run('every__trigger-long-running-operation', { duration: 30, steps: 3 }, cancel.signal);
    cancel.abort();
    await expect(running).rejects.toThrow();
  });

  it('is not given the environment of the bot', async () => {
    vi.stubEnv('DISCORD_TOKEN', 'very-secret');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { run } = await started();
    const environment = await run('every__get-env', {});
    expect(environment).toContain('PATH');
    expect(environment).not.toContain('very-secret');
  });

  it('keeps what it was told (the memory server)', async () => {
    const env = { MEMORY_FILE_PATH: join(mkdtempSync(join(tmpdir(), 'parley-memory-')), 'memory.json') };
    const address = { kind: 'stdio', command: process.execPath, args: [MEMORY], env } as const;
    const { run } = await started({ name: 'memory', address });
    await run('memory__create_entities', {
      entities: [{ name: 'Ada', entityType: 'person', observations: ['likes tea'] }],
    });
    expect(await run('memory__search_nodes', { query: 'tea' })).toContain('Ada');
  });

  it('is started again when it dies; meanwhile its tools say that it is away', async () => {
    const script = `const { spawn } = require('node:child_process'); const { appendFileSync } = require('node:fs');
      appendFileSync(process.argv[2], process.pid + '\\n'); process.argv.splice(1, 3, process.argv[3]); import(process.argv[1]);`;
    const home = mkdtempSync(join(tmpdir(), 'parley-pids-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const starter = join(home, 'start.cjs');
    const pids = join(home, 'pids');
    writeFileSync(starter, script);
    const args = [starter, pids, EVERYTHING];
    const address = { kind: 'stdio', command: process.execPath, args, env: {} } as const;
    const { clock, server, run } = await started({ address });
    process.kill(Number(readFileSync(pids, 'utf8').trim()), 'SIGKILL');
    await vi.waitFor(() => expect(server.connected).toBe(false), PATIENCE);
    await expect(run('every__echo', { message: 'x' })).rejects.toMatchObject({ code: 'tool_failed' });
    clock.advance(FIRST_RETRY_MS);
    await vi.waitFor(() => expect(server.connected).toBe(true), PATIENCE);
    expect(await run('every__echo', { message: 'again' })).toBe('Echo: again');
  });

  it('that cannot be started is tried again, more and more rarely', async () => {
    const address = { kind: 'stdio', command: '/no/such/program', args: [], env: {} } as const;
    const { clock, server } = await started({ address });
    expect([server.connected, server.tools, clock.pending]).toEqual([false, [], 1]);
    await server.stop();
    expect(clock.pending).toBe(0);
  });
});

describe('an MCP server over HTTP', () => {
  it('is spoken with the same way', async () => {
    const port = await freePort();
    const child = spawn(process.execPath, [EVERYTHING, 'streamableHttp'], {
      env: { PATH: process.env.PATH ?? '', PORT: String(port) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onTestFinished(() => void child.kill());
    await new Promise((resolve) => child.stderr.once('data', resolve));
    const address = { kind: 'http', url: `http://127.0.0.1:${port}/mcp`, headers: {} } as const;
    const { run } = await started({ address });
    expect(await run('every__echo', { message: 'over HTTP' })).toBe('Echo: over HTTP');
  });
});

describe('loadMcpConfig', () => {
  const load = (content: unknown) => {
    const path = join(mkdtempSync(join(tmpdir(), 'parley-mcp-')), 'mcp.json');
    onTestFinished(() => rmSync(dirname(path), { recursive: true, force: true }));
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return loadMcpConfig(path);
  };

  it('reads the usual shape, and what Parley adds to it', async () => {
    const servers = await load({
      mcpServers: {
        files: { command: 'files', args: ['/srv'], allow: ['read'], needsYes: ['write'], mayUse: 'admins' },
        docs: { url: 'https://docs.example/mcp', headers: { Authorization: 'Bearer x' }, native: true },
      },
    });
    expect(servers).toMatchObject([
      {
        name: 'files',
        address: { kind: 'stdio', command: 'files', args: ['/srv'] },
        mayUse: 'admins',
        native: false,
      },
      { name: 'docs', address: { kind: 'http', url: 'https://docs.example/mcp' }, native: true },
    ]);
    expect(servers[0]?.allow).toEqual(new Set(['read']));
    expect(servers[0]?.needsYes).toEqual(new Set(['write']));
  });

  it.each([
    ['{', 'is no JSON'],
    [{ servers: {} }, 'mcpServers'],
    [{ mcpServers: { 'a b': { command: 'x' } } }, 'mcpServers'],
    [{ mcpServers: { a: { command: 'x', key: 'hunter2' } } }, 'mcpServers.a'],
  ])('says what is wrong with %j', async (content, where) => {
    const failure = load(content);
    await expect(failure).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining(where),
    });
    await expect(failure).rejects.not.toThrow('hunter2');
  });

  it('says that there is no such file', async () => {
    await expect(loadMcpConfig('/no/such/file.json')).rejects.toThrow('cannot be read');
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
