import { z } from 'zod';
import { WireError } from './wireError.ts';
import { zodWireError } from './zodWireError.ts';

const LONGEST_ID = 512;
const eventId = z.string().max(LONGEST_ID).optional();
const itemId = z.string().min(1).max(LONGEST_ID);

/** Every event a client may send over a WebSocket (`realtime-protocol.md`, Client events). */
const clientEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('session.update'), event_id: eventId, session: z.unknown() }),
  z.strictObject({ type: z.literal('input_audio_buffer.append'), event_id: eventId, audio: z.string() }),
  z.strictObject({ type: z.literal('input_audio_buffer.commit'), event_id: eventId }),
  z.strictObject({ type: z.literal('input_audio_buffer.clear'), event_id: eventId }),
  z.strictObject({
    type: z.literal('conversation.item.create'),
    event_id: eventId,
    previous_item_id: z.string().nullable().optional(),
    item: z.unknown(),
  }),
  z.strictObject({ type: z.literal('conversation.item.delete'), event_id: eventId, item_id: itemId }),
  z.strictObject({ type: z.literal('conversation.item.retrieve'), event_id: eventId, item_id: itemId }),
  z.strictObject({
    type: z.literal('conversation.item.truncate'),
    event_id: eventId,
    item_id: itemId,
    content_index: z.number().int().min(0),
    audio_end_ms: z.number().int().min(0),
  }),
  z.strictObject({ type: z.literal('response.create'), event_id: eventId, response: z.unknown().optional() }),
  z.strictObject({
    type: z.literal('response.cancel'),
    event_id: eventId,
    response_id: z.string().nullable().optional(),
  }),
]);
export type ClientEvent = z.infer<typeof clientEventSchema>;
export type ClientEventType = ClientEvent['type'];

const KNOWN_TYPES: readonly string[] = clientEventSchema.options.map((option) => option.shape.type.value);
const envelopeSchema = z.looseObject({ type: z.unknown(), event_id: z.string().nullable().catch(null) });

/** What arrived: a known event, or why it is none; `eventId` is the client's own, to be echoed. */
export type ReadClientEvent =
  | { event: ClientEvent; eventId: string | null; raw: Record<string, unknown> }
  | { error: WireError; eventId: string | null; raw: Record<string, unknown> | undefined };

/** Reads one text message of a client. Never throws. */
export function readClientEvent(text: string): ReadClientEvent {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    const error = new WireError({ code: 'invalid_json', message: 'Could not parse the event as JSON.' });
    return { error, eventId: null, raw: undefined };
  }
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) {
    const error = new WireError({ code: 'invalid_type', message: 'An event must be an object.' });
    return { error, eventId: null, raw: undefined };
  }
  const raw = envelope.data;
  const eventId = raw.event_id;
  if (typeof raw.type === 'string' && !KNOWN_TYPES.includes(raw.type)) {
    const supported = KNOWN_TYPES.map((type) => `'${type}'`).join(', ');
    const message = `Invalid value: '${raw.type.slice(0, 80)}'. Supported values are: ${supported}.`;
    return { error: new WireError({ code: 'invalid_value', message, param: 'type' }), eventId, raw };
  }
  const parsed = clientEventSchema.safeParse(json);
  if (!parsed.success) return { error: zodWireError(parsed.error, json), eventId, raw };
  return { event: parsed.data, eventId, raw };
}
