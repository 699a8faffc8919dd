import type { Caller } from '../tools/toolRights.ts';
import type { Words } from '../words/words.ts';
import type { MessageView } from './messageView.ts';
import type { EditableMessage } from './postedMessage.ts';

/** A voice channel that was looked for, or why the bot does not go there, as a sentence. */
export type FoundChannel = { channelId: string; name: string } | { refused: string };

/** A poll of Discord's own kind. */
export interface Poll {
  question: string;
  answers: readonly string[];
  hours: number;
}

/** What tools do in a server and ask of it, with no object of discord.js in sight. */
export interface GuildActions {
  /** What these people may do; of those who are not known to be members only the least. */
  callers(guildId: string, userIds: readonly string[]): Caller[];
  /** Asks Discord who these people are now: without being asked it tells a bot of no role that was taken. Never rejects. */
  askAnew(guildId: string, userIds: readonly string[]): Promise<void>;
  /** For what everybody in the server reads. */
  words(guildId: string): Words;
  /**
   * Posts a message in a channel.
   * @param mentionUserId notified by it, and nobody else
   * @throws ParleyError `tool_failed` with what is to be done about it
   */
  post(channelId: string, view: MessageView, mentionUserId?: string): Promise<EditableMessage>;
  /** @throws ParleyError `tool_failed` with what is to be done about it */
  poll(channelId: string, poll: Poll): Promise<void>;
  /** The voice channel of this name, or the one this person is in, where both they and the bot may talk. */
  findVoiceChannel(guildId: string, name: string | undefined, userId: string | undefined): FoundChannel;
}
