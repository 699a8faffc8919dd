import { z } from 'zod';
import { callSpec } from '../processes/callSpec.ts';

/** What is measured: the product, and what one writes in an afternoon. */
export const SUBJECTS = ['parley', 'plain'] as const;
export type SubjectName = (typeof SUBJECTS)[number];

/**
 * Who decides when a turn has ended: the subject (the plain one cannot, so for it the model does), the model, or nobody, so
 * that speech stops no answer: the product's model is then told to wait for louder speech than is spoken.
 */
export const turnsBy = z.enum(['subject', 'model', 'nobody']);
export type TurnsBy = z.infer<typeof turnsBy>;

/** One conversation as a subject is told to hold it. */
export const conversationPlan = z.object({
  /** Also the name of the model it asks for. */
  conversationId: z.string(),
  guildId: z.string(),
  channelId: z.string(),
  botUserId: z.string(),
  modelUrl: z.string(),
  turns: turnsBy,
  people: z.array(z.object({ userId: z.string(), displayName: z.string() })),
});
export type ConversationPlan = z.infer<typeof conversationPlan>;

/** Opens a conversation; answers when sound can flow both ways. */
export const openConversation = callSpec('openConversation', conversationPlan, z.undefined());

/** Discord's two voice payloads for a conversation. */
export const voicePayload = callSpec(
  'voicePayload',
  z.object({ conversationId: z.string(), kind: z.enum(['state', 'server']), data: z.unknown() }),
  z.undefined(),
);

/** Told by the subject: op 4 for the gateway. */
export const GATEWAY_PAYLOAD = 'gatewayPayload';
export const gatewayPayload = z.object({
  conversationId: z.string(),
  payload: z.object({ d: z.object({ channel_id: z.string().nullable() }) }),
});
