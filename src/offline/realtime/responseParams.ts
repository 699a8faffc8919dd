import { betaModality, betaResponseSchema, betaToolChoice } from './betaSession.ts';
import { gaResponseSchema } from './gaSession.ts';
import type { RealtimeDialect, SessionConfig } from './sessionConfig.ts';
import type { Tool, ToolChoice } from './sessionFields.ts';
import { zodWireError } from './zodWireError.ts';

/** How one response is made: the session's configuration with what `response.create` replaced. */
export interface ResponseParams {
  /** Out-of-band: belongs to no conversation, may run beside another response. */
  outOfBand: boolean;
  /** A context of its own instead of the conversation's. */
  input: unknown[] | undefined;
  instructions: string;
  modality: 'audio' | 'text';
  voice: string;
  speed: number;
  maxOutputTokens: number | 'inf';
  tools: Tool[];
  toolChoice: ToolChoice;
  metadata: Record<string, string> | null;
}

/** Reads the `response` of a `response.create` over the session's configuration. @throws WireError when it is refused */
export function parseResponseParams(
  input: unknown,
  dialect: RealtimeDialect,
  config: SessionConfig,
): ResponseParams {
  const given = input ?? {};
  const asked = dialect === 'ga' ? readGa(given) : readBeta(given);
  return {
    outOfBand: asked.conversation === 'none',
    input: asked.input,
    instructions: asked.instructions ?? config.instructions,
    modality: asked.modality ?? config.modality,
    voice: asked.voice ?? config.voice,
    speed: config.speed,
    maxOutputTokens: asked.maxOutputTokens ?? config.maxOutputTokens,
    tools: asked.tools ?? config.tools,
    toolChoice: asked.toolChoice ?? config.toolChoice,
    metadata: asked.metadata ?? null,
  };
}

function readGa(input: unknown) {
  const parsed = gaResponseSchema.safeParse(input);
  if (!parsed.success) throw zodWireError(parsed.error, input, 'response');
  const { audio, ...response } = parsed.data;
  const voice = audio?.output?.voice;
  return {
    ...response,
    modality: response.output_modalities?.[0],
    voice: typeof voice === 'object' ? voice.id : voice,
    maxOutputTokens: response.max_output_tokens,
    toolChoice: response.tool_choice,
  };
}

function readBeta(input: unknown) {
  const parsed = betaResponseSchema.safeParse(input);
  if (!parsed.success) throw zodWireError(parsed.error, input, 'response');
  const response = parsed.data;
  return {
    ...response,
    modality: betaModality(response.modalities),
    maxOutputTokens: response.max_response_output_tokens ?? response.max_output_tokens,
    toolChoice: betaToolChoice(response.tool_choice),
  };
}
