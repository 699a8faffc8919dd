import type { APIActionRowComponent, APIComponentInMessageActionRow, APIEmbed } from 'discord-api-types/v10';

/** What a message shows, in Discord's own JSON, so that it can be compared, coalesced and sent by any route. */
export interface MessageView {
  content?: string;
  embeds: APIEmbed[];
  components: APIActionRowComponent<APIComponentInMessageActionRow>[];
}

/** A message of plain text. */
export function textView(content: string): MessageView {
  return { content, embeds: [], components: [] };
}
