import { asideFields } from './asideRequest.ts';
import type { DialectEncoder } from './dialectEncoder.ts';
import { encodeTextItem, encodeTools, encodeTurnDetection } from './sessionFields.ts';

/** The flat dialect that api.openai.com dropped on 2026-05-12 and other servers still speak. `pcm16` is 24 kHz mono. */
export const betaDialect: DialectEncoder = {
  upgradeHeaders: { 'OpenAI-Beta': 'realtime=v1' },

  sessionUpdate: (settings) => ({
    type: 'session.update',
    session: {
      modalities: ['text', 'audio'],
      instructions: settings.instructions,
      voice: settings.voice,
      speed: settings.speed,
      input_audio_format: 'pcm16',
      output_audio_format: 'pcm16',
      input_audio_noise_reduction:
        settings.noiseReduction === undefined ? null : { type: settings.noiseReduction },
      input_audio_transcription:
        settings.transcriptionModel === undefined ? null : { model: settings.transcriptionModel },
      turn_detection: encodeTurnDetection(settings.turnDetection),
      tools: encodeTools(settings.tools),
      tool_choice: typeof settings.toolChoice === 'string' ? settings.toolChoice : settings.toolChoice.name,
      // Here null is no "off": a model has some temperature, and unset means the server's own.
      ...(settings.temperature === undefined ? {} : { temperature: settings.temperature }),
      max_response_output_tokens: settings.maxOutputTokens ?? 'inf',
    },
  }),

  liveUpdate: ({ instructions, voice, speed, tools, ...change }) => ({
    type: 'session.update',
    session: {
      ...(instructions === undefined ? {} : { instructions }),
      ...(voice === undefined ? {} : { voice }),
      ...(speed === undefined ? {} : { speed }),
      ...(tools === undefined ? {} : { tools: encodeTools(tools) }),
      ...('maxOutputTokens' in change ? { max_response_output_tokens: change.maxOutputTokens ?? 'inf' } : {}),
    },
  }),

  textItem: (role, text) => encodeTextItem(role, text, 'text'),

  asideEvent: (request) => ({
    type: 'response.create',
    response: { ...asideFields(request), modalities: ['text'] },
  }),
};
