import type { ConversationSettings } from '../../src/host/messages.ts';
import type { TurnMode } from '../../src/turn/turnSettings.ts';

/** Settings as `config.ts` makes them from defaults. */
export function conversationSettings(turnMode: TurnMode): ConversationSettings {
  return {
    guildId: 'g1',
    channelId: 'v1',
    botUserId: 'bot',
    turnMode,
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
      url: 'ws://127.0.0.1:1/v1/realtime',
      model: 'm',
      dialect: 'ga',
      headers: {},
      voice: 'marin',
      instructions: '',
      transcriptionModel: undefined,
      noiseReduction: undefined,
      turnDetection: {
        kind: 'server',
        threshold: 0.5,
        prefixPaddingMs: 300,
        silenceDurationMs: 500,
        createResponse: true,
        interruptResponse: turnMode === 'full-duplex',
      },
      tools: [],
      toolChoice: 'auto',
      temperature: undefined,
      maxOutputTokens: undefined,
      speed: 1,
    },
  };
}
