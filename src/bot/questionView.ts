import { ButtonStyle, ComponentType } from 'discord.js';
import type { QuestionEnd, YesQuestion } from '../tools/confirmations.ts';
import type { Words } from '../words/words.ts';
import type { MessageView } from './messageView.ts';
import { safeName } from './safeName.ts';

/** The buttons that confirm or refuse a call; their custom ids are the name, the conversation's id, and the question's. */
export const TOOL_YES_BUTTON = 'toolYes';
export const TOOL_NO_BUTTON = 'toolNo';

/** Enough to see what is meant; the message must stay one. */
const MAX_ARGUMENT_CHARACTERS = 600;

/** Asks for a yes, with buttons. */
export function questionView(question: YesQuestion, conversationId: string, words: Words): MessageView {
  const id = `${conversationId}:${question.id}`;
  return {
    content: words('tools.question', { who: whoText(question.userIds), call: callText(question) }),
    embeds: [],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.Button,
            style: ButtonStyle.Success,
            label: words('tools.yesButton'),
            custom_id: `${TOOL_YES_BUTTON}:${id}`,
          },
          {
            type: ComponentType.Button,
            style: ButtonStyle.Secondary,
            label: words('tools.noButton'),
            custom_id: `${TOOL_NO_BUTTON}:${id}`,
          },
        ],
      },
    ],
  };
}

/** How it ended: this stays in the channel as the trail of who had what done. */
export function answeredView(
  question: YesQuestion,
  end: QuestionEnd,
  byUserId: string | undefined,
  words: Words,
): MessageView {
  return {
    content: words('tools.answered', {
      call: callText(question),
      who: whoText(question.userIds),
      end: endText(end, byUserId, words),
    }),
    embeds: [],
    components: [],
  };
}

function endText(end: QuestionEnd, byUserId: string | undefined, words: Words): string {
  if (end === 'late') return words('tools.endLate');
  if (end === 'dropped') return words('tools.endDropped');
  const by = byUserId === undefined ? words('tools.somebody') : `<@${byUserId}>`;
  return words(end === 'yes' ? 'tools.endYes' : 'tools.endNo', { by });
}

function whoText(userIds: readonly string[]): string {
  return userIds.map((userId) => `<@${userId}>`).join(' and ');
}

/** Text of other people in a block of code, which it cannot leave. */
function callText({ tool, argumentsText }: YesQuestion): string {
  const shown = argumentsText.replaceAll('`', "'").slice(0, MAX_ARGUMENT_CHARACTERS);
  return shown === '' || shown === '{}' ? `**${safeName(tool)}**` : `**${safeName(tool)}** \`${shown}\``;
}
