import { type APIButtonComponent, ButtonStyle, ComponentType } from 'discord.js';
import type { Words } from '../words/words.ts';
import type { ConversationEnd, ConversationSnapshot, ConversationWarning } from './conversationSnapshot.ts';
import type { MessageView } from './messageView.ts';
import { safeName } from './safeName.ts';
import { spokenDuration } from './spokenDuration.ts';
import { troubleSentence } from './troubleSentence.ts';

/** The button that ends the conversation; its custom id is `leave:` and the conversation's id. */
export const LEAVE_BUTTON = 'leave';

/** The button that has the bot answer whoever pressed it; its custom id is `talk:` and the conversation's id. */
export const TALK_BUTTON = 'talk';

const COLOURS = { waiting: 0xf0b232, active: 0x23a55a, ended: 0x80848e } as const;

/** More names than this would make the message jump about. */
const MAX_SPEAKING_NAMES = 3;

/** Why a conversation ended, in one sentence. */
export function endSentence({ reason, trouble, comesBack }: ConversationEnd, words: Words): string {
  if (reason === 'shutdown' && comesBack === true) return words('conversation.shutdownComesBack');
  return trouble === undefined ? words(`conversation.${reason}`) : troubleSentence(words, trouble);
}

/** What a conversation is doing and where, in one short phrase without an end. */
export function stateSentence(
  { channelId, state, speakingNames }: ConversationSnapshot,
  words: Words,
): string {
  const channel = `<#${channelId}>`;
  return state === 'userSpeaking'
    ? words('conversation.userSpeaking', { names: speakers(speakingNames, words), channel })
    : words(`conversation.${state}`, { channel });
}

function speakers(names: string[], words: Words): string {
  if (names.length === 0) return words('bot.somebody');
  const shown = names.slice(0, MAX_SPEAKING_NAMES).map((name) => `**${safeName(name)}**`);
  if (names.length > MAX_SPEAKING_NAMES) shown.push(words('bot.others'));
  return shown.join(words('bot.and'));
}

/** What is about to happen, with a moment that Discord counts down to. */
function warningSentence({ reason, leavesAtMs }: ConversationWarning, words: Words): string {
  return words(`conversation.${reason}Warning`, { when: `<t:${Math.ceil(leavesAtMs / 1000)}:R>` });
}

/** People are told that it is written down what they say, and when that had to end. */
function transcriptLines({ transcript }: ConversationSnapshot, words: Words): string[] {
  if (transcript === undefined) return [];
  const { channelId, refused, running } = transcript;
  const channel = `<#${channelId}>`;
  if (refused !== undefined) return [`:warning: ${words(`transcript.${refused}`, { channel })}`];
  return running ? [`:pencil: ${words('transcript.running', { channel })}`] : [];
}

/** How long a conversation talked, as a sentence. */
export function talkedSentence(talkedMs: number, words: Words): string {
  return talkedMs === 0
    ? words('conversation.neverBegan')
    : words('conversation.talked', { duration: spokenDuration(talkedMs) });
}

/** The public message that shows a conversation's state, with its buttons while it runs. */
export function statusView(snapshot: ConversationSnapshot, words: Words): MessageView {
  if (snapshot.end !== undefined) {
    const description = `${endSentence(snapshot.end, words)} ${talkedSentence(snapshot.talkedMs, words)}`;
    return {
      embeds: [
        {
          title: words('conversation.endedTitle'),
          description: `<#${snapshot.channelId}>: ${description}`,
          color: COLOURS.ended,
        },
      ],
      components: [],
    };
  }
  const lines = [`${stateSentence(snapshot, words)}.`];
  if (snapshot.movedFromId !== undefined) {
    lines.push(words('conversation.moved', { channel: `<#${snapshot.movedFromId}>` }));
  }
  if (snapshot.hindrance !== undefined) {
    lines.push(`:warning: ${words(`conversation.${snapshot.hindrance}`)}`);
  }
  if (snapshot.trouble !== undefined) lines.push(`:warning: ${troubleSentence(words, snapshot.trouble)}`);
  lines.push(...transcriptLines(snapshot, words));
  if (snapshot.sparing) lines.push(`:hourglass: ${words('limits.sparingLine')}`);
  if (snapshot.warning !== undefined) lines.push(warningSentence(snapshot.warning, words));
  const waiting =
    snapshot.state === 'connecting' || snapshot.trouble !== undefined || snapshot.hindrance !== undefined;
  return {
    embeds: [
      {
        description: lines.join('\n'),
        color: waiting ? COLOURS.waiting : COLOURS.active,
        footer: { text: words('conversation.footer', { model: snapshot.running.model }) },
      },
    ],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          button(
            ButtonStyle.Danger,
            words('conversation.leaveButton'),
            `${LEAVE_BUTTON}:${snapshot.conversationId}`,
          ),
          ...(snapshot.running.decidesTurns
            ? [
                button(
                  ButtonStyle.Primary,
                  words('conversation.talkButton'),
                  `${TALK_BUTTON}:${snapshot.conversationId}`,
                ),
              ]
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
export function unattendedView({ channelId }: ConversationSnapshot, words: Words): MessageView {
  const description = words('conversation.unattended', { channel: `<#${channelId}>` });
  return { embeds: [{ description, color: COLOURS.waiting }], components: [] };
}

/** What a message shows of whose conversation nothing is known any more, such as from before a restart. */
export function forgottenView(words: Words): MessageView {
  const title = words('conversation.endedTitle');
  return {
    embeds: [{ title, description: words('conversation.over'), color: COLOURS.ended }],
    components: [],
  };
}
