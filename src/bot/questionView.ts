import { ButtonStyle, ComponentType } from 'discord.js';
import type { QuestionEnd, YesQuestion } from '../tools/confirmations.ts';
import type { MessageView } from './messageView.ts';
import { safeName } from './safeName.ts';

/** The buttons that confirm or refuse a call; their custom ids are the name, the conversation's id, and the question's. */
export const TOOL_YES_BUTTON = 'toolYes';
export const TOOL_NO_BUTTON = 'toolNo';

/** Enough to see what is meant; the message must stay one. */
const MAX_ARGUMENT_CHARACTERS = 600;

const ENDS: Record<QuestionEnd, string> = {
  yes: 'Yes',
  no: 'No, not run',
  late: 'Nobody said yes in time: not run',
  dropped: 'Cancelled: not run',
};

/** Asks for a yes, with buttons. */
export function questionView(question: YesQuestion, conversationId: string): MessageView {
  const id = `${conversationId}:${question.id}`;
  return {
    content: `${whoText(question.userIds)}: shall I do this? ${callText(question)}\nSay yes or no within 30 seconds, or press a button.`,
    embeds: [],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.Button,
            style: ButtonStyle.Success,
            label: 'Yes',
            custom_id: `${TOOL_YES_BUTTON}:${id}`,
          },
          {
            type: ComponentType.Button,
            style: ButtonStyle.Secondary,
            label: 'No',
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
): MessageView {
  const by = byUserId === undefined ? '' : ` (<@${byUserId}>)`;
  return {
    content: `${callText(question)} asked for by ${whoText(question.userIds)}. ${ENDS[end]}${by}.`,
    embeds: [],
    components: [],
  };
}

function whoText(userIds: readonly string[]): string {
  return userIds.map((userId) => `<@${userId}>`).join(' and ');
}

/** Text of other people in a block of code, which it cannot leave. */
function callText({ tool, argumentsText }: YesQuestion): string {
  const shown = argumentsText.replaceAll('`', "'").slice(0, MAX_ARGUMENT_CHARACTERS);
  return shown === '' || shown === '{}' ? `**${safeName(tool)}**` : `**${safeName(tool)}** \`${shown}\``;
}
