import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolResultSchema,
  type Tool as McpToolInfo,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { McpAddress } from './mcpConfig.ts';

/** A server that does not answer its greeting, or a question about its tools, within this is not there. */
const ANSWER_WITHIN_MS = 15_000;

/** The largest message of a child process; a longer one ends the connection. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

/** Pages of tools that are asked for. */
const MAX_PAGES = 10;

/** What is told of a connection. */
export interface McpListener {
  /** It is gone, and comes back with a new connection only. Told once. */
  closed(): void;
  /** The server has other tools now. */
  toolsChanged(): void;
}

/** One connection with an MCP server, through the official SDK. */
export class McpConnection {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** @throws whatever the SDK fails with when the server cannot be started or does not answer; nothing is left running then */
  static async open(address: McpAddress, listener: McpListener): Promise<McpConnection> {
    const client = new Client({ name: 'parley', version: '1' });
    try {
      await client.connect(transportTo(address), { timeout: ANSWER_WITHIN_MS });
    } catch (error) {
      await client.close().catch(() => undefined);
      throw error;
    }
    client.onclose = () => listener.closed();
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => listener.toolsChanged());
    return new McpConnection(client);
  }

  /** Everything the server offers, within reason. */
  async tools(): Promise<McpToolInfo[]> {
    const found: McpToolInfo[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const params = cursor === undefined ? {} : { cursor };
      const { tools, nextCursor } = await this.#client.listTools(params, { timeout: ANSWER_WITHIN_MS });
      found.push(...tools);
      if (nextCursor === undefined) break;
      cursor = nextCursor;
    }
    return found;
  }

  /** @throws whatever the SDK fails with, such as when the connection is lost or the signal aborts */
  async call(name: string, args: Record<string, unknown>, timeoutMs: number, signal: AbortSignal) {
    const result = await this.#client.callTool({ name, arguments: args }, CallToolResultSchema, {
      timeout: timeoutMs,
      signal,
    });
    return CallToolResultSchema.parse(result);
  }

  /** @throws when the server does not answer */
  async ping(): Promise<void> {
    await this.#client.ping({ timeout: ANSWER_WITHIN_MS });
  }

  /** Ends the connection, and the child process with it. */
  async close(): Promise<void> {
    await this.#client.close();
  }
}

function transportTo(address: McpAddress): Transport {
  if (address.kind === 'http') {
    const { url, headers } = address;
    return new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { ...headers } } });
  }
  const { command, args, env } = address;
  return new StdioClientTransport({
    command,
    args: [...args],
    // Not the bot's own environment: that holds its keys.
    env: { ...getDefaultEnvironment(), ...env },
    stderr: 'ignore',
    maxBufferSize: MAX_MESSAGE_BYTES,
  });
}
