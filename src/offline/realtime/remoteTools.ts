import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { ServerEvent } from './dialectEncoder.ts';
import type { StoredItem } from './itemStore.ts';
import type { Tool } from './sessionFields.ts';

/** A server that does not answer within this is not there. */
const ANSWER_WITHIN_MS = 15_000;

const remoteSchema = z.object({
  type: z.literal('mcp'),
  server_label: z.string(),
  server_url: z.string(),
  headers: z.record(z.string(), z.string()).nullish(),
  allowed_tools: z.array(z.string()).nullish(),
});
type Remote = z.infer<typeof remoteSchema>;

/** What the tools of MCP servers need of their session. */
export interface RemoteToolsHost {
  emit(event: ServerEvent): void;
  newId(kind: string): string;
  /** An item goes into the conversation. */
  opened(item: StoredItem): void;
  /** It is as it will stay. */
  closed(item: StoredItem): void;
}

interface Entry {
  config: string;
  remote: Remote;
  /** `undefined`: the server cannot be reached. */
  client: Promise<Client | undefined>;
}

/**
 * The session's `tools` of the type `mcp`: the server lists and calls them itself, over HTTP, and tells the client how that goes. What
 * became of a call is spoken about in the next response only, which the client has to ask for (OpenAI's guide "Realtime with tools";
 * jamesrochabrun/SwiftOpenAI#192).
 */
export class RemoteTools {
  readonly #host: RemoteToolsHost;
  readonly #entries = new Map<string, Entry>();
  #over = false;

  constructor(host: RemoteToolsHost) {
    this.#host = host;
  }

  /** The tools in force: servers that are new among them are asked for theirs, those that are gone are left. */
  configure(tools: readonly Tool[]): void {
    const wanted = new Map<string, Remote>();
    for (const tool of tools) {
      const remote = remoteSchema.safeParse(tool);
      if (remote.success) wanted.set(remote.data.server_label, remote.data);
    }
    for (const [label, entry] of this.#entries) {
      if (JSON.stringify(wanted.get(label)) !== entry.config) this.#leave(label, entry);
    }
    for (const [label, remote] of wanted) {
      if (this.#entries.has(label)) continue;
      this.#entries.set(label, { config: JSON.stringify(remote), remote, client: this.#list(remote) });
    }
  }

  /** Makes the call of this `mcp_call` item, and puts into it what came of it. Never rejects. */
  async call(item: StoredItem, outputIndex: number): Promise<void> {
    const at = { output_index: outputIndex, item_id: item.id };
    this.#host.emit({ type: 'response.mcp_call.in_progress', ...at });
    try {
      const { content, isError } = await this.#ask(item);
      const text = content.map((part) => (part.type === 'text' ? part.text : `[${part.type}]`)).join('\n');
      if (isError === true) item.error = { type: 'tool_execution_error', message: text };
      else item.output = text;
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      item.error = { type: 'protocol_error', code: 400, message };
    }
    if (this.#over) return;
    this.#host.closed(item);
    this.#host.emit({
      type: `response.mcp_call.${item.error === undefined ? 'completed' : 'failed'}`,
      ...at,
    });
  }

  /** Leaves every server. */
  dispose(): void {
    this.#over = true;
    for (const [label, entry] of this.#entries) this.#leave(label, entry);
  }

  async #ask({ serverLabel = '', name = '', arguments: args = '' }: StoredItem) {
    const entry = this.#entries.get(serverLabel);
    const client = await entry?.client;
    if (entry === undefined || client === undefined) throw new Error(`There is no server '${serverLabel}'.`);
    if (!isAllowed(entry.remote, name)) throw new Error(`There is no tool '${name}'.`);
    const parameters = z.record(z.string(), z.unknown()).parse(JSON.parse(args));
    const asked = { name, arguments: parameters };
    return CallToolResultSchema.parse(
      await client.callTool(asked, CallToolResultSchema, { timeout: ANSWER_WITHIN_MS }),
    );
  }

  async #list(remote: Remote): Promise<Client | undefined> {
    const { emit, newId, opened, closed } = this.#host;
    const id = newId('mcpl');
    emit({ type: 'mcp_list_tools.in_progress', item_id: id });
    const client = new Client({ name: 'local-realtime', version: '1' });
    try {
      const requestInit = { headers: { ...remote.headers } };
      const transport = new StreamableHTTPClientTransport(new URL(remote.server_url), { requestInit });
      await client.connect(transport, { timeout: ANSWER_WITHIN_MS });
      const { tools } = await client.listTools({}, { timeout: ANSWER_WITHIN_MS });
      if (this.#over) return undefined;
      const offered = tools.filter(({ name }) => isAllowed(remote, name));
      const item: StoredItem = {
        id,
        type: 'mcp_list_tools',
        status: 'completed',
        content: [],
        serverLabel: remote.server_label,
        tools: offered.map(({ name, description, inputSchema }) => ({
          name,
          description,
          input_schema: inputSchema,
        })),
      };
      opened(item);
      closed(item);
      emit({ type: 'mcp_list_tools.completed', item_id: id });
      return client;
    } catch {
      await client.close().catch(() => undefined);
      if (!this.#over) emit({ type: 'mcp_list_tools.failed', item_id: id });
      return undefined;
    }
  }

  #leave(label: string, entry: Entry): void {
    this.#entries.delete(label);
    void entry.client.then((client) => client?.close()).catch(() => undefined);
  }
}

function isAllowed({ allowed_tools: allowed }: Remote, name: string): boolean {
  return allowed === undefined || allowed === null || allowed.includes(name);
}
