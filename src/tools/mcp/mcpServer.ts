import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { CancelTimer, Clock } from '../../clock.ts';
import type { Logger } from '../../observe/logger.ts';
import { toolRefusal } from '../onlyAsker.ts';
import type { Tool } from '../toolContract.ts';
import type { ToolSource } from '../toolRegistry.ts';
import type { McpServerConfig } from './mcpConfig.ts';
import { McpConnection } from './mcpConnection.ts';
import { mcpTool, mcpToolName, runsUnasked } from './mcpTool.ts';
import type { NativeSource } from './nativeMcp.ts';

/** Waits between attempts to have the server back: the first, and the longest after doubling. */
export const FIRST_RETRY_MS = 1000;
export const LONGEST_RETRY_MS = 60_000;

/** A connection that held so long was a good one: the next attempt comes soon again. */
const GOOD_AFTER_MS = 30_000;

/** Over HTTP nobody tells that a server is gone: it is asked. */
const PING_EVERY_MS = 30_000;

/** Of one server; a session holds 128 in all. */
const MAX_TOOLS = 64;

/** One MCP server, kept alive: its tools are there as it lists them, and it is started again when it dies. */
export class McpServer implements ToolSource, NativeSource {
  readonly config: McpServerConfig;
  readonly #clock: Clock;
  readonly #log: Logger;
  #tools: readonly Tool[] = [];
  #nativeTools: ReadonlyMap<string, string> = new Map();
  #connection: McpConnection | undefined;
  #connectedMs = 0;
  #retryMs = FIRST_RETRY_MS;
  #stopTimer: CancelTimer | undefined;
  #stopped = false;

  constructor(config: McpServerConfig, clock: Clock, log: Logger) {
    this.config = config;
    this.#clock = clock;
    this.#log = log;
  }

  get name(): string {
    return this.config.name;
  }

  /** What it last listed: while it is away its tools answer that it is. */
  get tools(): readonly Tool[] {
    return this.#tools;
  }

  /** Those that the model's own server may call by itself; none while nothing is known of it. */
  get nativeTools(): ReadonlyMap<string, string> {
    return this.#nativeTools;
  }

  get connected(): boolean {
    return this.#connection !== undefined;
  }

  /** Connects; resolves when that has succeeded or failed for the first time. It is tried on and on. */
  async start(): Promise<void> {
    let connection: McpConnection | undefined;
    try {
      const opened = await McpConnection.open(this.config.address, {
        closed: () => this.#lost(opened),
        toolsChanged: () => this.#listAgain(opened),
      });
      connection = opened;
      this.#connection = opened;
      this.#connectedMs = this.#clock.nowMs();
      await this.#list(opened);
    } catch (error) {
      this.#connection = undefined;
      await connection?.close().catch(() => undefined);
      this.#log.warn({ server: this.name, reason: kindOf(error) }, 'an MCP server cannot be reached');
      this.#retryLater();
      return;
    }
    if (this.#stopped) await connection.close();
    else this.#watch(connection);
  }

  /** Ends the connection and the server's process. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopTimer?.();
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }

  /** Where that fails the tools stay as they were; a connection that is gone is told apart. */
  #listAgain(connection: McpConnection): void {
    this.#list(connection).catch((error: unknown) => {
      this.#log.warn(
        { server: this.name, reason: kindOf(error) },
        'the tools of an MCP server were not told',
      );
    });
  }

  async #list(connection: McpConnection): Promise<void> {
    const infos = await connection.tools();
    if (this.#connection !== connection) return;
    this.#tools = infos
      .map((info) => mcpTool(this.config, info, (name, args, signal) => this.#call(name, args, signal)))
      .filter((tool) => tool !== undefined)
      .slice(0, MAX_TOOLS);
    const { name, config } = this;
    const listed = new Set(this.#tools.map((tool) => tool.name));
    this.#nativeTools = new Map(
      infos
        .filter((info) => runsUnasked(config, info))
        .map((info) => [mcpToolName(name, info.name), info.name] as const)
        .filter(([toolName]) => listed.has(toolName)),
    );
    this.#log.info(
      { server: name, tools: this.#tools.length, offered: infos.length },
      'an MCP server is there',
    );
  }

  async #call(name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CallToolResult> {
    const connection = this.#connection;
    if (connection === undefined)
      throw toolRefusal('The program behind this is away just now. Try again in a minute.');
    return connection.call(name, args, this.config.timeLimitMs, signal);
  }

  #watch(connection: McpConnection): void {
    this.#stopTimer = this.#clock.after(PING_EVERY_MS, () => {
      connection.ping().then(
        () => {
          if (this.#connection === connection) this.#watch(connection);
        },
        () => {
          this.#lost(connection);
          void connection.close().catch(() => undefined);
        },
      );
    });
  }

  #lost(connection: McpConnection): void {
    if (this.#stopped || this.#connection !== connection) return;
    this.#connection = undefined;
    this.#log.warn({ server: this.name }, 'an MCP server is gone');
    if (this.#clock.nowMs() - this.#connectedMs > GOOD_AFTER_MS) this.#retryMs = FIRST_RETRY_MS;
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#stopped) return;
    this.#stopTimer?.();
    this.#stopTimer = this.#clock.after(this.#retryMs, () => void this.start());
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }
}

/** What failed, without words that might hold an address with a key. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
