import type { ConsentBook } from '../store/consentBook.ts';
import type { FactStore } from '../store/factStore.ts';
import type { ReminderStore } from '../store/reminderStore.ts';
import { changeManner, type MannerParts } from './shipped/changeManner.ts';
import { currentTime } from './shipped/currentTime.ts';
import { factTools } from './shipped/factTools.ts';
import { leaveChannel } from './shipped/leaveChannel.ts';
import { makePoll } from './shipped/makePoll.ts';
import { moveChannel } from './shipped/moveChannel.ts';
import { postMessage } from './shipped/postMessage.ts';
import { reminderTools } from './shipped/reminderTools.ts';
import { rollDice } from './shipped/rollDice.ts';
import { searchSpoken } from './shipped/searchSpoken.ts';
import { whoIsHere } from './shipped/whoIsHere.ts';
import type { SpokenToday } from './spokenToday.ts';
import type { Tool } from './toolContract.ts';

/** What the shipped tools keep things in. */
export interface ToolMemory extends MannerParts {
  facts: FactStore;
  reminders: ReminderStore;
  spoken: SpokenToday;
  /** Who does not want to be heard. */
  consents: Pick<ConsentBook, 'decisions'>;
  /** A reminder was added. */
  reminderAdded: () => void;
}

/** The functions every conversation's model may call. A new tool is a file and a line here. */
export function builtInTools(memory: ToolMemory): Tool[] {
  const { facts, reminders, spoken, consents, reminderAdded, ...manner } = memory;
  return [
    currentTime,
    whoIsHere,
    leaveChannel,
    moveChannel,
    changeManner(manner),
    postMessage,
    makePoll,
    rollDice,
    ...reminderTools(reminders, reminderAdded),
    ...factTools(facts),
    searchSpoken(spoken, consents),
  ];
}
