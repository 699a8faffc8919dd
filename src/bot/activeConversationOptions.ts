import type { Clock } from '../clock.ts';
import type { ConversationSettings, ToVoiceHalf } from '../host/messages.ts';
import type { Ledger } from '../money/ledger.ts';
import type { Logger } from '../observe/logger.ts';
import type { HistoryEntry } from '../realtime/historyEntry.ts';
import type { SettingsBook } from '../store/settingsBook.ts';
import type { ToolServices } from '../tools/toolCalls.ts';
import type { ConsentGate } from './consentGate.ts';
import type { KeptConversation } from './conversationKeeper.ts';
import type { WatchLimits } from './conversationWatch.ts';
import type { GuildActions } from './guildActions.ts';
import type { GuildGateway } from './guildGateway.ts';
import type { SpendingParts } from './limits/conversationBudget.ts';

/** What a conversation of the gateway half is made with. */
export interface ActiveConversationOptions {
  conversationId: string;
  /** Who asked for it, if anybody did. */
  startedByUserId: string | undefined;
  settings: ConversationSettings;
  /** What the server has chosen to speak, ISO 639-1: a spoken yes is listened for in it. */
  language: string | undefined;
  /** Where what is written goes. */
  textChannelId: string;
  send: (message: ToVoiceHalf) => void;
  gateway: GuildGateway;
  actions: GuildActions;
  tools: ToolServices;
  /** Who may be heard. */
  gate: ConsentGate;
  settingsBook: SettingsBook;
  ledger: Ledger;
  spending: SpendingParts;
  /** What was said before, oldest first, and the model is to know. */
  history: HistoryEntry[];
  /** What a restart must not lose of it. */
  kept: KeptConversation;
  /** When it ends because nobody uses it. */
  limits: WatchLimits;
  clock: Clock;
  /** Wall-clock time for the tools. */
  now: () => Date;
  log: Logger;
  /** Called once, when it has ended. */
  onEnded: () => void;
}
