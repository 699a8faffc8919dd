import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { silentLogger } from '../../src/observe/logger.ts';
import { ConsentBook } from '../../src/store/consentBook.ts';
import { FactStore } from '../../src/store/factStore.ts';
import { ReminderStore } from '../../src/store/reminderStore.ts';
import { SettingsBook } from '../../src/store/settingsBook.ts';
import { openStore } from '../../src/store/store.ts';
import { builtInTools } from '../../src/tools/builtInTools.ts';
import { SpokenToday } from '../../src/tools/spokenToday.ts';
import type { ToolContext } from '../../src/tools/toolContract.ts';
import { parseArguments } from '../../src/tools/toolRegistry.ts';
import { toolContext } from './toolContext.ts';

/** The shipped tools over an empty store of their own, for one test. */
export async function shippedTools() {
  const store = await openStore({ kind: 'memory' }, silentLogger());
  onTestFinished(() => store.close());
  const spoken = new SpokenToday();
  const reminders = new ReminderStore(store);
  const settings = new SettingsBook(store, silentLogger());
  const memory = {
    settings,
    personaIds: ['companion', 'tutor'],
    facts: new FactStore(store),
    reminders,
    spoken,
    consents: new ConsentBook(store),
    added: 0,
  };
  const tools = builtInTools({ ...memory, reminderAdded: () => memory.added++ });
  /** Calls a tool as the model does; a refusal for people is answered as `refused`. */
  const call = async (name: string, args: unknown, changes: Partial<ToolContext> = {}) => {
    const tool = tools.find((one) => one.name === name);
    if (tool === undefined) throw new Error(`there is no ${name}`);
    const parsed = parseArguments(tool, JSON.stringify(args));
    if (!parsed.valid) return { error: parsed.why };
    try {
      return z.record(z.string(), z.unknown()).parse(await tool.run(parsed.value, toolContext(changes)));
    } catch (error) {
      return { refused: z.object({ tellPerson: z.string() }).parse(error).tellPerson };
    }
  };
  return { tools, memory, call };
}
