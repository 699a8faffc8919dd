import { createServer, type Server } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { ServerEvent } from '../../../src/offline/realtime/dialectEncoder.ts';
import { itemToWire, type StoredItem } from '../../../src/offline/realtime/itemStore.ts';
import { RemoteTools } from '../../../src/offline/realtime/remoteTools.ts';

const KEY = 'Bearer let-me-in';
const WAIT = { timeout: 10_000, interval: 10 };

let http: Server;
let url: string;
let remote: RemoteTools;
let events: ServerEvent[];
let items: Map<string, StoredItem>;

/** A server with two tools; whoever has no key is sent away. */
beforeEach(async () => {
  http = createServer(async (request, response) => {
    if (request.headers.authorization !== KEY) {
      response.writeHead(401).end();
      return;
    }
    const server = new McpServer({ name: 'shop', version: '1' });
    server.registerTool('price', { inputSchema: { of: z.string() } }, ({ of }) => ({
      content: [{ type: 'text', text: `${of}: 3 coins` }],
    }));
    server.registerTool('buy', {}, () => ({ isError: true, content: [{ type: 'text', text: 'Sold out.' }] }));
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(Object.assign(transport, { onclose: () => {} }));
    await transport.handleRequest(request, response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/mcp`;
  events = [];
  items = new Map();
  let ids = 0;
  remote = new RemoteTools({
    emit: (event) => events.push(event),
    newId: (kind) => `${kind}_${++ids}`,
    opened: (item) => items.set(item.id, item),
    closed: (item) => events.push({ type: 'closed', item: item.id }),
  });
});

afterEach(async () => {
  remote.dispose();
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

const shop = (change: object = {}) =>
  ({
    type: 'mcp',
    server_label: 'shop',
    server_url: url,
    headers: { authorization: KEY },
    ...change,
  }) as const;

const types = () => events.map(({ type }) => type);

async function called(name: string, args: string): Promise<StoredItem> {
  const item: StoredItem = {
    id: `call of ${name}`,
    type: 'mcp_call',
    status: 'completed',
    content: [],
    serverLabel: 'shop',
    name,
    arguments: args,
  };
  await remote.call(item, 0);
  return item;
}

describe('the tools of an MCP server that the local model calls itself', () => {
  it('are listed as an item of the conversation, those that are allowed', async () => {
    remote.configure([shop({ allowed_tools: ['price'] })]);
    await vi.waitFor(() => expect(types()).toContain('mcp_list_tools.completed'), WAIT);
    expect(types()).toEqual(['mcp_list_tools.in_progress', 'closed', 'mcp_list_tools.completed']);
    const [item] = items.values();
    expect(item === undefined ? undefined : itemToWire(item)).toMatchObject({
      type: 'mcp_list_tools',
      server_label: 'shop',
      tools: [{ name: 'price', input_schema: { properties: { of: { type: 'string' } } } }],
    });
  });

  it('answer into the item of their call', async () => {
    remote.configure([shop()]);
    const item = await called('price', '{"of":"tea"}');
    expect(itemToWire(item)).toMatchObject({ output: 'tea: 3 coins', error: null, server_label: 'shop' });
    expect(types().slice(-2)).toEqual(['closed', 'response.mcp_call.completed']);
  });

  it.each([
    ['the tool says so', {}, 'buy', '{}', 'tool_execution_error', 'Sold out.'],
    ['it is not allowed', { allowed_tools: ['price'] }, 'buy', '{}', 'protocol_error', 'no tool'],
    ['the arguments are no JSON', {}, 'price', '{', 'protocol_error', 'JSON'],
    ['the server is not to be reached', { headers: {} }, 'price', '{}', 'protocol_error', 'no server'],
  ])('fail where %s', async (_why, change, name, args, type, words) => {
    remote.configure([shop(change)]);
    const item = await called(name, args);
    expect(item.error).toMatchObject({ type, message: expect.stringContaining(words) });
    expect(types().at(-1)).toBe('response.mcp_call.failed');
  });

  it('are listed again when they are offered in another way, and gone when they are not offered', async () => {
    remote.configure([shop()]);
    remote.configure([shop()]);
    await called('price', '{"of":"tea"}');
    remote.configure([shop({ allowed_tools: [] })]);
    expect((await called('price', '{"of":"tea"}')).error).toBeDefined();
    expect(types().filter((type) => type === 'mcp_list_tools.in_progress')).toHaveLength(2);
    remote.configure([]);
    expect((await called('price', '{"of":"tea"}')).error?.message).toContain('no server');
  });

  it('say nothing more once the session is over', async () => {
    remote.configure([shop()]);
    const calling = called('price', '{"of":"tea"}');
    remote.dispose();
    const before = events.length;
    await calling;
    expect(events).toHaveLength(before);
  });
});
