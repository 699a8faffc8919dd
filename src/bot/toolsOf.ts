import type { ActiveConversationOptions } from './activeConversationOptions.ts';
import { ConversationTools, type ToolConversation } from './conversationTools.ts';

/** What tools do to a conversation that only it can do itself. */
type Hooks = Pick<ToolConversation, 'people' | 'leave' | 'send'>;

/** The tools of a conversation. */
export function toolsOf(
  conversation: Omit<ToolConversation, keyof Hooks>,
  hooks: Hooks,
  { actions, tools, language, now, log }: ActiveConversationOptions,
): ConversationTools {
  const { conversationId, guildId, textChannelId } = conversation;
  const room: ToolConversation = {
    ...hooks,
    conversationId,
    guildId,
    textChannelId,
    get channelId() {
      return conversation.channelId;
    },
    move: (channelId) => conversation.move(channelId),
  };
  return new ConversationTools(room, { services: tools, actions, language, now, log });
}
