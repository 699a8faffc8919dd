import { SystemClock } from '../../src/clock.ts';
import { InProcessHost } from '../../src/host/inProcessHost.ts';
import type { ConversationSettings } from '../../src/host/messages.ts';
import { productParts } from '../../src/host/productParts.ts';
import { createLogger } from '../../src/observe/logger.ts';
import { answers, serveCalls, tellParent } from '../processes/childServer.ts';
import { type ConversationPlan, GATEWAY_PAYLOAD, openConversation, voicePayload } from './subjectCalls.ts';

const SERVER_VAD = {
  kind: 'server',
  threshold: 0.5,
  prefixPaddingMs: 300,
  silenceDurationMs: 500,
  createResponse: true,
  interruptResponse: true,
} as const;

const DETECTIONS = {
  subject: undefined,
  model: SERVER_VAD,
  nobody: { ...SERVER_VAD, threshold: 1 },
} as const;

/** The settings of `.env.example`, as they reach a conversation. */
function settingsOf(plan: ConversationPlan): ConversationSettings {
  return {
    guildId: plan.guildId,
    channelId: plan.channelId,
    botUserId: plan.botUserId,
    turnMode: 'full-duplex',
    turns: {
      speculate: true,
      confirmMs: 250,
      duckDb: -12,
      pauseAfterMs: 250,
      interruptAfterMs: 600,
      answerMode: 'auto',
      answerWindowMs: 12_000,
      botNames: ['Parley'],
    },
    model: {
      url: plan.modelUrl,
      model: plan.conversationId,
      dialect: 'ga',
      headers: {},
      voice: 'marin',
      instructions: 'You are being measured.',
      transcriptionModel: undefined,
      noiseReduction: undefined,
      turnDetection: DETECTIONS[plan.turns],
      tools: [],
      toolChoice: 'auto',
      temperature: undefined,
      maxOutputTokens: undefined,
      speed: 1,
    },
  };
}

// The log level of a product that runs: what it writes is part of what it costs.
const log = createLogger('info');
const host = new InProcessHost(await productParts(new SystemClock(), log), log);
const opening = new Map<string, { resolve(): void; reject(error: Error): void }>();

host.onMessage((message) => {
  const { conversationId } = message;
  if (message.type === 'gatewayPayload') {
    tellParent(GATEWAY_PAYLOAD, { conversationId, payload: message.payload });
  } else if (message.type === 'state' && message.state === 'listening') {
    opening.get(conversationId)?.resolve();
  } else if (message.type === 'ended') {
    const words = message.trouble?.sentence ?? message.reason;
    opening.get(conversationId)?.reject(new Error(`the conversation ended: ${words}`));
  }
});

serveCalls([
  answers(openConversation, async (plan) => {
    const { conversationId } = plan;
    const people = plan.people.map((person) => ({ ...person, bot: false }));
    await new Promise<void>((resolve, reject) => {
      opening.set(conversationId, { resolve, reject });
      host.send({ type: 'open', conversationId, settings: settingsOf(plan), people });
      // Everybody has agreed to be heard.
      host.send({ type: 'hearing', conversationId, userIds: people.map(({ userId }) => userId) });
    });
    return undefined;
  }),
  answers(voicePayload, ({ conversationId, kind, data }) => {
    const type = kind === 'state' ? 'voiceStateUpdate' : 'voiceServerUpdate';
    host.send({ type, conversationId, data });
    return undefined;
  }),
]);
