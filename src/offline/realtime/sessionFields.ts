import { z } from 'zod';

/** Parts of a session that both dialects write alike (`realtime-protocol.md`, Session). */

export const LONGEST_INSTRUCTIONS = 200_000;
const MOST_TOOLS = 128;
export const FASTEST_SPEED = 1.5;
export const SLOWEST_SPEED = 0.25;
export const MOST_OUTPUT_TOKENS = 4096;

export const transcriptionSchema = z.strictObject({
  model: z.string().optional(),
  language: z.string().optional(),
  languages: z.array(z.string()).optional(),
  keywords: z.array(z.string()).optional(),
  prompt: z.string().optional(),
  delay: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
});

export const noiseReductionSchema = z.strictObject({
  type: z.enum(['near_field', 'far_field']),
  strength: z.number().optional(),
});

const responding = {
  create_response: z.boolean().default(true),
  interrupt_response: z.boolean().default(true),
};

const serverVadSchema = z.strictObject({
  type: z.literal('server_vad'),
  threshold: z.number().min(0).max(1).default(0.5),
  prefix_padding_ms: z.number().int().min(0).max(10_000).default(300),
  silence_duration_ms: z.number().int().min(0).max(10_000).default(500),
  idle_timeout_ms: z.number().int().min(1).max(600_000).nullable().default(null),
  ...responding,
});

const semanticVadSchema = z.strictObject({
  type: z.literal('semantic_vad'),
  eagerness: z.enum(['low', 'medium', 'high', 'auto']).default('auto'),
  ...responding,
});

export const turnDetectionSchema = z.discriminatedUnion('type', [serverVadSchema, semanticVadSchema]);
export type TurnDetection = z.infer<typeof turnDetectionSchema>;

const functionToolSchema = z.strictObject({
  type: z.literal('function'),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
  description: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});
const mcpToolSchema = z.looseObject({ type: z.literal('mcp'), server_label: z.string() });

export const toolsSchema = z
  .array(z.discriminatedUnion('type', [functionToolSchema, mcpToolSchema]))
  .max(MOST_TOOLS);
export type Tool = z.infer<typeof toolsSchema>[number];

export const toolChoiceSchema = z.union([
  z.enum(['auto', 'none', 'required']),
  z.strictObject({ type: z.literal('function'), name: z.string() }),
  z.looseObject({ type: z.literal('mcp'), server_label: z.string() }),
]);
export type ToolChoice = z.infer<typeof toolChoiceSchema>;

export const maxTokensSchema = z.union([z.literal('inf'), z.number().int().min(1).max(MOST_OUTPUT_TOKENS)]);
export const speedSchema = z.number().min(SLOWEST_SPEED).max(FASTEST_SPEED);
export const instructionsSchema = z.string().max(LONGEST_INSTRUCTIONS);
export const metadataSchema = z.record(z.string(), z.string()).nullable();
export const tracingSchema = z
  .union([
    z.literal('auto'),
    z.strictObject({
      workflow_name: z.string().optional(),
      group_id: z.string().optional(),
      metadata: z.unknown().optional(),
    }),
  ])
  .nullable();
export const promptSchema = z.looseObject({ id: z.string() }).nullable();
export const includeSchema = z.array(z.literal('item.input_audio_transcription.logprobs')).nullable();
