import { answers, serveCalls, tellParent } from '../processes/childServer.ts';
import { GATEWAY_PAYLOAD, openConversation, voicePayload } from '../world/subjectCalls.ts';
import { PlainConversation } from './plainConversation.ts';

const conversations = new Map<string, PlainConversation>();

serveCalls([
  answers(openConversation, async (plan) => {
    const { conversationId } = plan;
    const conversation = new PlainConversation(plan, (payload) =>
      tellParent(GATEWAY_PAYLOAD, { conversationId, payload }),
    );
    conversations.set(conversationId, conversation);
    conversation.join();
    await conversation.ready();
    return undefined;
  }),
  answers(voicePayload, ({ conversationId, kind, data }) => {
    conversations.get(conversationId)?.voicePayload(kind, data);
    return undefined;
  }),
]);
