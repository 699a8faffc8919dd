import { ButtonStyle, ComponentType } from 'discord.js';
import type { Words } from '../words/words.ts';
import type { MessageView } from './messageView.ts';

/** The button that posts minutes; its custom id is this name and the id of the minutes. */
export const POST_MINUTES_BUTTON = 'postMinutes';

/** The last message of minutes, with the button that posts them all. */
export function minutesView(page: string, id: string, words: Words): MessageView {
  return {
    content: page,
    embeds: [],
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.Button,
            style: ButtonStyle.Secondary,
            label: words('summary.postButton'),
            custom_id: `${POST_MINUTES_BUTTON}:${id}`,
          },
        ],
      },
    ],
  };
}
