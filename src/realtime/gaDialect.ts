import { SAMPLE_RATE_HZ } from '../audio/format.ts';
import { asideFields } from './asideRequest.ts';
import type { DialectEncoder } from './dialectEncoder.ts';
import { encodeRemoteMcp, encodeTextItem, encodeTools, encodeTurnDetection } from './sessionFields.ts';

const PCM = { type: 'audio/pcm', rate: SAMPLE_RATE_HZ } as const;

/** The dialect of api.openai.com and most others: nested audio settings, no temperature. */
export const gaDialect: DialectEncoder = {
  upgradeHeaders: {},

  sessionUpdate: (settings) => ({
    type: 'session.update',
    session: {
      type: 'realtime',
      instructions: settings.instructions,
      output_modalities: ['audio'],
      audio: {
        input: {
          format: PCM,
          noise_reduction: settings.noiseReduction === undefined ? null : { type: settings.noiseReduction },
          transcription:
            settings.transcriptionModel === undefined ? null : { model: settings.transcriptionModel },
          turn_detection: encodeTurnDetection(settings.turnDetection),
        },
        output: { format: PCM, voice: settings.voice, speed: settings.speed },
      },
      tools: [...encodeTools(settings.tools), ...encodeRemoteMcp(settings.remoteMcp ?? [])],
      tool_choice:
        typeof settings.toolChoice === 'string'
          ? settings.toolChoice
          : { type: 'function', name: settings.toolChoice.name },
      max_output_tokens: settings.maxOutputTokens ?? 'inf',
    },
  }),

  liveUpdate: ({ instructions, voice, speed, tools, remoteMcp = [], ...change }) => ({
    type: 'session.update',
    session: {
      type: 'realtime',
      ...(instructions === undefined ? {} : { instructions }),
      ...(tools === undefined ? {} : { tools: [...encodeTools(tools), ...encodeRemoteMcp(remoteMcp)] }),
      ...('maxOutputTokens' in change ? { max_output_tokens: change.maxOutputTokens ?? 'inf' } : {}),
      ...(voice === undefined && speed === undefined
        ? {}
        : { audio: { output: { ...(voice && { voice }), ...(speed && { speed }) } } }),
    },
  }),

  textItem: (role, text) => encodeTextItem(role, text, 'output_text'),

  asideEvent: (request) => ({
    type: 'response.create',
    response: { ...asideFields(request), output_modalities: ['text'] },
  }),
};
