import { type APIButtonComponent, ButtonStyle, ComponentType } from 'discord.js';
import type { EndReason } from '../host/messages.ts';
import type { ConversationEnd, ConversationSnapshot } from './conversationSnapshot.ts';
import type { MessageView } from './messageView.ts';
import { safeName } from './safeName.ts';
import { spokenDuration } from './spokenDuration.ts';

/** The button that ends the conversation; its custom id is `leave:` and the conversation's id. */
export const LEAVE_BUTTON = 'leave';

/** The button that has the bot answer whoever pressed it; its custom id is `talk:` and the conversation's id. */
export const TALK_BUTTON = 'talk';

/** What every conversation's message shows alike. */
export interface StatusViewSettings {
  /** The model that hears what is said. */
  model: string;
  /** Whether to answer is decided here, so that people can ask to be answered. */
  talkButton: boolean;
}

const COLOURS = { waiting: 0xf0b232, active: 0x23a55a, ended: 0x80848e } as const;

/** More names than this would make the message jump about. */
const MAX_SPEAKING_NAMES = 3;

const END_SENTENCES: Record<EndReason, string> = {
  leftByCommand: 'I was asked to leave.',
  leftByTool: 'I was asked to leave, in the conversation.',
  kicked: 'I was disconnected from the channel.',
  channelDeleted: 'The channel was deleted.',
  modelFailed: 'The model stopped answering.',
  voiceFailed: 'The voice connection was lost.',
  shutdown: 'I am being restarted or shut down. Use `/join` in a moment.',
  internal: 'Something broke inside me. Use `/join` to try again.',
};

/** Why a conversation ended, in one sentence. */
export function endSentence({ reason, trouble }: ConversationEnd): string {
  return trouble?.sentence ?? END_SENTENCES[reason];
}

/** What a conversation is doing, in one short phrase; `connecting`, `listening`, `hearing NAME`, `thinking`, `speaking`, `ended`. */
export function stateSentence(snapshot: ConversationSnapshot): string {
  const where = `<#${snapshot.channelId}>`;
  switch (snapshot.state) {
    case 'connecting':
      return `Connecting to ${where}`;
    case 'listening':
      return `Listening in ${where}`;
    case 'userSpeaking':
      return `Hearing ${speakers(snapshot.speakingNames)} in ${where}`;
    case 'thinking':
      return `Thinking in ${where}`;
    case 'agentSpeaking':
      return `Speaking in ${where}`;
    case 'closed':
      return `Ended in ${where}`;
  }
}

function speakers(names: string[]): string {
  if (names.length === 0) return 'somebody';
  const shown = names.slice(0, MAX_SPEAKING_NAMES).map((name) => `**${safeName(name)}**`);
  if (names.length > MAX_SPEAKING_NAMES) shown.push('others');
  return shown.join(' and ');
}

/** How long a conversation talked, as a sentence. */
export function talkedSentence(talkedMs: number): string {
  return talkedMs === 0 ? 'It ended before it had begun.' : `We talked for ${spokenDuration(talkedMs)}.`;
}

/** The public message that shows a conversation's state, with its buttons while it runs. */
export function statusView(snapshot: ConversationSnapshot, settings: StatusViewSettings): MessageView {
  if (snapshot.end !== undefined) {
    const description = `${endSentence(snapshot.end)} ${talkedSentence(snapshot.talkedMs)}`;
    return {
      embeds: [
        { title: 'Ended', description: `<#${snapshot.channelId}>: ${description}`, color: COLOURS.ended },
      ],
      components: [],
    };
  }
  const lines = [`${stateSentence(snapshot)}.`];
  if (snapshot.trouble !== undefined) lines.push(`:warning: ${snapshot.trouble.sentence}`);
  const waiting = snapshot.state === 'connecting' || snapshot.trouble !== undefined;
  return {
    embeds: [
      {
        description: lines.join('\n'),
        color: waiting ? COLOURS.waiting : COLOURS.active,
        footer: { text: `What is said in the channel is sent to the model ${settings.model}.` },
      },
    ],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          button(ButtonStyle.Danger, 'Leave', `${LEAVE_BUTTON}:${snapshot.conversationId}`),
          ...(settings.talkButton
            ? [button(ButtonStyle.Primary, 'Talk', `${TALK_BUTTON}:${snapshot.conversationId}`)]
            : []),
        ],
      },
    ],
  };
}

function button(
  style: ButtonStyle.Danger | ButtonStyle.Primary,
  label: string,
  customId: string,
): APIButtonComponent {
  return { type: ComponentType.Button, style, label, custom_id: customId };
}

/** What a message shows that can be kept true no longer: where to look instead. */
export function unattendedView({ channelId }: ConversationSnapshot): MessageView {
  const description =
    `There is a conversation in <#${channelId}>, but I may not see this text channel, so I cannot go on telling here ` +
    'what it does. Use `/status` and `/leave`, or give me **View Channel** here.';
  return { embeds: [{ description, color: COLOURS.waiting }], components: [] };
}

/** What a message shows of whose conversation nothing is known any more, such as from before a restart. */
export const FORGOTTEN_VIEW: MessageView = {
  embeds: [{ title: 'Ended', description: 'This conversation is over.', color: COLOURS.ended }],
  components: [],
};
