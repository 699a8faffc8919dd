import { dayOf } from '../money/utcDays.ts';
import { wordsFor } from '../words/wordsFor.ts';
import type { ActiveConversationOptions } from './activeConversationOptions.ts';
import { type ConsentConversation, ConversationConsent } from './conversationConsent.ts';
import { ConversationEnding } from './conversationEnding.ts';
import type { KeptConversation } from './conversationKeeper.ts';
import { ConversationPeople } from './conversationPeople.ts';
import { ConversationRecord } from './conversationRecord.ts';
import type { ConversationEnd } from './conversationSnapshot.ts';
import type { ConversationTools, ToolConversation } from './conversationTools.ts';
import { type BudgetRoom, ConversationBudget } from './limits/conversationBudget.ts';
import { Listeners } from './listeners.ts';
import { loggableError } from './loggableError.ts';
import { textView } from './messageView.ts';
import { PendingMoves } from './pendingMoves.ts';
import { runningSettings } from './runningSettings.ts';
import { TalkMeter } from './talkMeter.ts';
import { toolsOf } from './toolsOf.ts';
import { VoicePayloads } from './voicePayloads.ts';
import { WrittenSide } from './writtenSide.ts';

/** All that one conversation owns in the gateway half. */
export interface ActiveParts {
  record: ConversationRecord;
  people: ConversationPeople;
  payloads: VoicePayloads;
  ending: ConversationEnding;
  moves: PendingMoves;
  talkMeter: TalkMeter;
  consent: ConversationConsent;
  kept: KeptConversation;
  tools: ConversationTools;
  written: WrittenSide;
  /** What it may cost. */
  budget: ConversationBudget;
  /** Called after each change that people may see. */
  changes: Listeners;
}

/** The conversation as its parts know it. */
export type ActiveOwner = ConsentConversation &
  Omit<ToolConversation, 'people' | 'leave' | 'send' | 'threadId'>;

/** What only the conversation itself does. */
export interface ActiveHooks {
  /** The voice half does not tell the end: it is over without that. */
  finish(end: ConversationEnd): void;
  /** It has become sparing, or is so no longer. */
  sparingChanged(): void;
}

/** Makes what a conversation owns, and attaches it to its guild's gateway. Nothing is sent yet. */
export function makeActiveParts(
  options: ActiveConversationOptions,
  owner: ActiveOwner,
  { finish, sparingChanged }: ActiveHooks,
): ActiveParts {
  const { conversationId, settings, startedByUserId, clock, gateway, kept, log, send } = options;
  const { guildId, channelId } = settings;
  const identity = { conversationId, guildId, startedByUserId };
  const record = new ConversationRecord(identity, channelId, runningSettings(settings), clock);
  const people = new ConversationPeople(gateway, guildId, record);
  const changes = new Listeners();
  const moves = new PendingMoves(clock);
  const ending = new ConversationEnding({
    ...options,
    warn: (warning) => {
      if (record.setWarning(warning)) changes.call();
    },
    ask: (reason) => send({ type: 'close', conversationId, reason }),
    unconfirmed: (reason) => {
      log.error({ conversationId }, 'the voice half did not confirm the end');
      // Nobody else will take the bot out of the channel now.
      payloads.leave();
      finish({ reason, trouble: undefined });
    },
  });
  const talkMeter = new TalkMeter(clock, (talkedMs) => {
    options.ledger.talked(owner, record.heardOf(people.known), talkedMs);
    budget.look();
  });
  const consent = new ConversationConsent(options, owner, (userId) => budget.bars(userId));
  const budget = makeBudget(options, owner, {
    people: () => people.known,
    tell: (text) => tools.tell(text, []),
    sparingChanged,
    heardChanged: () => void consent.changed(),
    end: () => ending.limitReached(record.state),
  });
  const hooks = {
    people: () => people.now(),
    leave: () => ending.leaveWhenSaid(record.state),
    ended: () => record.end !== undefined,
    threadId: () => record.threadId,
  };
  const tools = toolsOf(owner, hooks, options);
  const written = new WrittenSide(options, () => ending.touched());
  const payloads = new VoicePayloads(options);
  return {
    ...{ record, people, payloads, ending, moves, talkMeter },
    ...{ consent, kept, tools, written, budget, changes },
  };
}

function makeBudget(
  { spending, settingsBook, gateway, actions, now, log }: ActiveConversationOptions,
  { conversationId, guildId, textChannelId }: ActiveOwner,
  room: Omit<BudgetRoom, 'conversationId' | 'guildId' | 'write'>,
): ConversationBudget {
  const write = (text: string, mentionUserId?: string) => {
    actions.post(textChannelId, textView(text), mentionUserId).catch((error: unknown) => {
      log.warn({ err: loggableError(error) }, 'people could not be told in writing of a limit');
    });
  };
  const words = wordsFor(gateway.localeOf(guildId));
  const fromDay = dayOf(now().getTime());
  return new ConversationBudget(
    { ...room, conversationId, guildId, write },
    { spending, settingsBook, fromDay, words, log },
  );
}
