import type { Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import { FactStore } from '../store/factStore.ts';
import { ReminderStore } from '../store/reminderStore.ts';
import type { Store } from '../store/store.ts';
import { ToolAuditStore } from '../store/toolAuditStore.ts';
import { ToolSwitchStore } from '../store/toolSwitchStore.ts';
import { builtInTools } from './builtInTools.ts';
import { CallRate } from './callRate.ts';
import { loadTools } from './loadTools.ts';
import { ReminderKeeper } from './reminderKeeper.ts';
import { SpokenToday } from './spokenToday.ts';
import type { ToolAudit } from './toolAudit.ts';
import type { ToolServices } from './toolCalls.ts';
import { ToolRegistry } from './toolRegistry.ts';
import type { ToolSettings } from './toolSettings.ts';
import { ToolSwitches } from './toolSwitches.ts';

/** What the tools are made with. */
export interface ToolBoxOptions {
  settings: ToolSettings;
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
}

/**
 * Gathers the tools: those that are shipped and those of the operator's folder.
 * @throws ParleyError `config_invalid` that names every file that is no tool, and why
 */
export async function openToolBox({ settings, store, clock, now, log }: ToolBoxOptions): Promise<ToolBox> {
  const epochMs = () => now().getTime();
  const stored = new ReminderStore(store);
  const reminders = new ReminderKeeper({ store: stored, clock, epochMs, log });
  const spoken = new SpokenToday();
  const shipped = builtInTools({
    facts: new FactStore(store),
    reminders: stored,
    spoken,
    reminderAdded: () => reminders.look(),
  });
  const own =
    settings.folder === undefined
      ? []
      : await loadTools(settings.folder, new Set(shipped.map(({ name }) => name)));
  if (own.length > 0) log.info({ tools: own.map(({ name }) => name) }, 'tools of TOOLS_DIR');
  const switches = new ToolSwitches(new ToolSwitchStore(store));
  await switches.load();
  return {
    reminders,
    services: {
      registry: new ToolRegistry([...shipped, ...own]),
      rate: new CallRate(clock),
      switches,
      audit: storedAudit(store, now, log),
      spoken,
      clock,
      log,
    },
  };
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
