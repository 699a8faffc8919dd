import { z } from 'zod';
import { samplesToMs } from '../../audio/format.ts';
import type { StoredContent, StoredItem } from './itemStore.ts';
import { pcmFromBase64 } from './pcmFromBase64.ts';
import { WireError } from './wireError.ts';
import { zodWireError } from './zodWireError.ts';

const contentSchema = z.looseObject({
  type: z.enum(['input_text', 'input_audio', 'input_image', 'output_text', 'output_audio', 'text', 'audio']),
  text: z.string().optional(),
  audio: z.string().optional(),
  transcript: z.string().nullable().optional(),
  image_url: z.string().optional(),
});

const shared = {
  id: z.string().min(1).max(64).optional(),
  object: z.literal('realtime.item').optional(),
  status: z.enum(['completed', 'incomplete', 'in_progress']).optional(),
};

const itemSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...shared,
    type: z.literal('message'),
    role: z.enum(['user', 'assistant', 'system']),
    content: z.array(contentSchema).max(100),
  }),
  z.strictObject({
    ...shared,
    type: z.literal('function_call'),
    call_id: z.string().optional(),
    name: z.string(),
    arguments: z.string(),
  }),
  z.strictObject({
    ...shared,
    type: z.literal('function_call_output'),
    call_id: z.string(),
    output: z.string(),
  }),
]);

/** What each role may say. */
const ALLOWED = {
  user: ['input_text', 'input_audio', 'input_image'],
  system: ['input_text'],
  assistant: ['output_text', 'output_audio'],
} as const;

/** Reads the `item` of a `conversation.item.create`; both dialects' content names are taken. @throws WireError when it is refused */
export function parseItem(input: unknown, newId: () => string): StoredItem {
  const parsed = itemSchema.safeParse(input);
  if (!parsed.success) throw zodWireError(parsed.error, input, 'item');
  const item = parsed.data;
  const base = { id: item.id ?? newId(), status: 'completed' as const };
  if (item.type === 'function_call') {
    const { name, arguments: args, call_id: callId } = item;
    return {
      ...base,
      type: item.type,
      content: [],
      name,
      arguments: args,
      callId: callId ?? `call_${base.id}`,
    };
  }
  if (item.type === 'function_call_output')
    return { ...base, type: item.type, content: [], callId: item.call_id, output: item.output };
  const content = item.content.map((part, index) => parseContent(part, item.role, index));
  return { ...base, type: item.type, role: item.role, content };
}

function parseContent(
  part: z.infer<typeof contentSchema>,
  role: keyof typeof ALLOWED,
  index: number,
): StoredContent {
  const type = gaContentType(part.type, role);
  const allowed: readonly string[] = ALLOWED[role];
  if (!allowed.includes(type)) {
    throw new WireError({
      code: 'invalid_value',
      message: `Invalid value: '${part.type}'. Supported values are: ${allowed.map((one) => `'${one}'`).join(' and ')}.`,
      param: `item.content[${index}].type`,
    });
  }
  if (type === 'input_text' || type === 'output_text') {
    if (part.text === undefined) {
      const param = `item.content[${index}].text`;
      throw new WireError({
        code: 'missing_required_parameter',
        message: `Missing required parameter: '${param}'.`,
        param,
      });
    }
    return { type, text: part.text };
  }
  if (type !== 'input_audio') return { type, transcript: part.transcript };
  const pcm = pcmFromBase64(part.audio ?? '', `item.content[${index}].audio`);
  return { type, transcript: part.transcript, pcm, audioMs: samplesToMs(pcm.length) };
}

function gaContentType(type: z.infer<typeof contentSchema>['type'], role: string): StoredContent['type'] {
  if (type === 'text') return role === 'assistant' ? 'output_text' : 'input_text';
  if (type === 'audio') return role === 'assistant' ? 'output_audio' : 'input_audio';
  return type;
}
