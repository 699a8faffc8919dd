import type { ActiveConversationOptions } from './activeConversationOptions.ts';
import { ConversationTools, type ToolConversation } from './conversationTools.ts';

/** What only the conversation itself knows and does. */
interface Hooks extends Pick<ToolConversation, 'people' | 'leave'> {
  ended: () => boolean;
  threadId: () => string | undefined;
}

/** The tools of a conversation. */
export function toolsOf(
  conversation: Omit<ToolConversation, 'people' | 'leave' | 'send' | 'threadId'>,
  hooks: Hooks,
  { actions, tools, language, now, log, send }: ActiveConversationOptions,
): ConversationTools {
  const { conversationId, guildId, textChannelId } = conversation;
  const room: ToolConversation = {
    people: hooks.people,
    leave: hooks.leave,
    conversationId,
    guildId,
    textChannelId,
    get channelId() {
      return conversation.channelId;
    },
    get threadId() {
      return hooks.threadId();
    },
    move: (channelId) => conversation.move(channelId),
    send: (message) => {
      if (!hooks.ended()) send(message);
    },
  };
  return new ConversationTools(room, { services: tools, actions, language, now, log });
}
