import { type APIActionRowComponent, type APIButtonComponent, ButtonStyle, ComponentType } from 'discord.js';
import type { ServerSettings } from '../store/serverSettings.ts';
import type { Words } from '../words/words.ts';
import type { MessageView } from './messageView.ts';

/** The buttons by which people say whether they may be heard; the custom id is `consent:` and `yes` or `no`. */
export const CONSENT_BUTTON = 'consent';

/** What people are told when the bot begins to listen: who hears what, for how long, and how to refuse. */
export function noticeView(
  { channelId, model }: { channelId: string; model: string },
  { consentMode, keepTranscriptDays }: Pick<ServerSettings, 'consentMode' | 'keepTranscriptDays'>,
  words: Words,
): MessageView {
  const content = [
    `**${words('privacy.noticeTitle')}**`,
    words('privacy.noticeWho', { channel: `<#${channelId}>`, model }),
    keepTranscriptDays === 0
      ? words('privacy.noticeKept')
      : words('privacy.noticeKeptLong', { count: keepTranscriptDays }),
    words(consentMode === 'ask' ? 'privacy.noticeAsk' : 'privacy.noticeRefuse'),
  ].join('\n');
  // No embed: where the bot may embed no links Discord would leave it out, and nobody were told anything.
  return { content, embeds: [], components: [consentButtons(words)] };
}

/** Asks one person who came later. */
export function askView(userId: string, words: Words): MessageView {
  return {
    content: words('privacy.askOne', { person: `<@${userId}>` }),
    embeds: [],
    components: [consentButtons(words)],
  };
}

function consentButtons(words: Words): APIActionRowComponent<APIButtonComponent> {
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.Button,
        style: ButtonStyle.Success,
        label: words('privacy.yesButton'),
        custom_id: `${CONSENT_BUTTON}:yes`,
      },
      {
        type: ComponentType.Button,
        style: ButtonStyle.Secondary,
        label: words('privacy.noButton'),
        custom_id: `${CONSENT_BUTTON}:no`,
      },
    ],
  };
}
