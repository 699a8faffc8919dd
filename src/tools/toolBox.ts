import type { Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import { ConsentBook } from '../store/consentBook.ts';
import { FactStore } from '../store/factStore.ts';
import { ReminderStore } from '../store/reminderStore.ts';
import type { Store } from '../store/store.ts';
import { ToolAuditStore } from '../store/toolAuditStore.ts';
import { ToolSwitchStore } from '../store/toolSwitchStore.ts';
import { builtInTools } from './builtInTools.ts';
import { CallRate } from './callRate.ts';
import { loadTools } from './loadTools.ts';
import { loadMcpConfig } from './mcp/mcpConfig.ts';
import { McpServer } from './mcp/mcpServer.ts';
import { NativeMcp } from './mcp/nativeMcp.ts';
import { ReminderKeeper } from './reminderKeeper.ts';
import type { MannerParts } from './shipped/changeManner.ts';
import { SpokenToday } from './spokenToday.ts';
import type { ToolAudit } from './toolAudit.ts';
import type { ToolServices } from './toolCalls.ts';
import { ToolRegistry } from './toolRegistry.ts';
import type { ToolSettings } from './toolSettings.ts';
import { ToolSwitches } from './toolSwitches.ts';

/** A server that takes longer to start is there for the conversations after that. */
const WAIT_FOR_SERVERS_MS = 8000;

/** What the tools are made with. */
export interface ToolBoxOptions {
  settings: ToolSettings;
  /** What servers have chosen, and the ids of the personas that every server has. */
  manner: MannerParts;
  /** The model's own server can talk with MCP servers. */
  nativeMcp: boolean;
  store: Store;
  clock: Clock;
  /** Wall-clock time. */
  now: () => Date;
  log: Logger;
}

/** Every tool there is, and what their calls share. */
export interface ToolBox {
  readonly services: ToolServices;
  readonly reminders: ReminderKeeper;
  /** Stops what runs: reminders, and the servers that were started. */
  stop(): Promise<void>;
}

/**
 * Gathers the tools: those that are shipped, those of the operator's folder, and those of MCP servers.
 * @throws ParleyError `config_invalid` that names every file that is no tool, and why, or what is wrong with the servers' file
 */
export async function openToolBox({
  settings,
  manner,
  nativeMcp,
  store,
  clock,
  now,
  log,
}: ToolBoxOptions): Promise<ToolBox> {
  const epochMs = () => now().getTime();
  const stored = new ReminderStore(store);
  const reminders = new ReminderKeeper({ store: stored, clock, epochMs, log });
  const spoken = new SpokenToday();
  const shipped = builtInTools({
    ...manner,
    facts: new FactStore(store),
    reminders: stored,
    spoken,
    consents: new ConsentBook(store),
    reminderAdded: () => reminders.look(),
  });
  const own =
    settings.folder === undefined
      ? []
      : await loadTools(settings.folder, new Set(shipped.map(({ name }) => name)));
  if (own.length > 0) log.info({ tools: own.map(({ name }) => name) }, 'tools of TOOLS_DIR');
  const servers = await startServers(settings.mcpConfig, clock, log);
  const native = new NativeMcp(nativeMcp ? servers.filter(({ config }) => config.native) : []);
  const switches = new ToolSwitches(new ToolSwitchStore(store));
  await switches.load();
  return {
    reminders,
    stop: async () => {
      reminders.stop();
      await Promise.all(servers.map((server) => server.stop()));
    },
    services: {
      registry: new ToolRegistry([...shipped, ...own], servers),
      rate: new CallRate(clock),
      switches,
      audit: storedAudit(store, now, log),
      spoken,
      native,
      clock,
      log,
    },
  };
}

/** Starts the servers of the file, and waits for their tools, but not for long. */
async function startServers(path: string | undefined, clock: Clock, log: Logger): Promise<McpServer[]> {
  const configs = path === undefined ? [] : await loadMcpConfig(path);
  const servers = configs.map((config) => new McpServer(config, clock, log));
  let stopWaiting = () => {};
  const waited = new Promise<void>((resolve) => {
    stopWaiting = clock.after(WAIT_FOR_SERVERS_MS, resolve);
  });
  await Promise.race([Promise.all(servers.map((server) => server.start())), waited]);
  stopWaiting();
  return servers;
}

/** The trail in the store and, without what was called with, in the log. */
function storedAudit(store: Store, now: () => Date, log: Logger): ToolAudit {
  const trail = new ToolAuditStore(store);
  return {
    record: (entry) => {
      const { conversationId, tool, outcome, tookMs } = entry;
      log.info({ conversationId, tool, outcome, tookMs }, 'a tool was called');
      trail.add({ ...entry, atMs: now().getTime() }).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        log.warn({ reason }, 'a call of a tool could not be written down');
      });
    },
  };
}
