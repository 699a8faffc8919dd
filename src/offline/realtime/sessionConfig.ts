import type { z } from 'zod';
import type {
  noiseReductionSchema,
  Tool,
  ToolChoice,
  TurnDetection,
  tracingSchema,
  transcriptionSchema,
} from './sessionFields.ts';

/** The two ways of writing the protocol: `ga` is api.openai.com's today, `beta` lives on in other servers. */
export type RealtimeDialect = 'ga' | 'beta';

/** A session's whole configuration, in neither dialect's shape. */
export interface SessionConfig {
  model: string;
  instructions: string;
  modality: 'audio' | 'text';
  voice: string;
  speed: number;
  temperature: number;
  transcription: z.infer<typeof transcriptionSchema> | null;
  noiseReduction: z.infer<typeof noiseReductionSchema> | null;
  turnDetection: TurnDetection | null;
  tools: Tool[];
  toolChoice: ToolChoice;
  maxOutputTokens: number | 'inf';
  parallelToolCalls: boolean | undefined;
  reasoning: { effort?: string | undefined } | undefined;
  tracing: z.infer<typeof tracingSchema>;
  truncation: unknown;
  include: string[] | null;
  prompt: unknown;
}

/** What a fresh session is before anybody configured it: a default persona, server VAD, no tools, no transcription. */
export function defaultSessionConfig(model: string): SessionConfig {
  return {
    model,
    instructions: 'You are a helpful, witty and friendly voice. Answer in a sentence or two.',
    modality: 'audio',
    voice: 'marin',
    speed: 1,
    temperature: 0.8,
    transcription: null,
    noiseReduction: null,
    turnDetection: {
      type: 'server_vad',
      threshold: 0.5,
      prefix_padding_ms: 300,
      silence_duration_ms: 500,
      idle_timeout_ms: null,
      create_response: true,
      interrupt_response: true,
    },
    tools: [],
    toolChoice: 'auto',
    maxOutputTokens: 'inf',
    parallelToolCalls: undefined,
    reasoning: undefined,
    tracing: null,
    truncation: 'auto',
    include: null,
    prompt: null,
  };
}

/** The session object of `session.created` and `session.updated`. */
export function sessionToWire(
  config: SessionConfig,
  dialect: RealtimeDialect,
  session: { id: string; expiresAt: number },
): Record<string, unknown> {
  const shared = {
    id: session.id,
    object: 'realtime.session',
    model: config.model,
    instructions: config.instructions,
    tools: config.tools,
    tracing: config.tracing,
    include: config.include,
    prompt: config.prompt,
    expires_at: session.expiresAt,
  };
  if (dialect === 'beta') {
    return {
      ...shared,
      modalities: config.modality === 'audio' ? ['audio', 'text'] : ['text'],
      voice: config.voice,
      speed: config.speed,
      temperature: config.temperature,
      input_audio_format: 'pcm16',
      output_audio_format: 'pcm16',
      input_audio_transcription: config.transcription,
      input_audio_noise_reduction: config.noiseReduction,
      turn_detection: config.turnDetection,
      tool_choice: betaToolChoice(config.toolChoice),
      max_response_output_tokens: config.maxOutputTokens,
    };
  }
  const format = { type: 'audio/pcm', rate: 24_000 };
  return {
    ...shared,
    type: 'realtime',
    output_modalities: [config.modality],
    audio: {
      input: {
        format,
        noise_reduction: config.noiseReduction,
        transcription: config.transcription,
        turn_detection: config.turnDetection,
      },
      output: { format, voice: config.voice, speed: config.speed },
    },
    tool_choice: config.toolChoice,
    max_output_tokens: config.maxOutputTokens,
    truncation: config.truncation,
    ...(config.parallelToolCalls === undefined ? {} : { parallel_tool_calls: config.parallelToolCalls }),
    ...(config.reasoning === undefined ? {} : { reasoning: config.reasoning }),
  };
}

function betaToolChoice(choice: ToolChoice): string {
  if (typeof choice === 'string') return choice;
  return 'name' in choice && typeof choice.name === 'string' ? choice.name : 'auto';
}
