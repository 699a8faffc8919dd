import type { ClientEvent } from './dialectEncoder.ts';

/** The client events that both dialects share (realtime-protocol, "Client events"). `event_id` is added when they are sent. */

/**
 * `input_audio_buffer.append` as JSON text: it goes out up to 50 times a second, so it is written by hand.
 * @param pcm PCM16 little-endian, 24 kHz mono.
 */
export function appendText(pcm: Uint8Array): string {
  const base64 = Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64');
  return `{"type":"input_audio_buffer.append","audio":"${base64}"}`;
}

export function commitEvent(): ClientEvent {
  return { type: 'input_audio_buffer.commit' };
}

export function clearEvent(): ClientEvent {
  return { type: 'input_audio_buffer.clear' };
}

/** @param instructions Replace the session's for this one response, which then calls no function; `undefined` keeps them. */
export function responseCreateEvent(instructions: string | undefined): ClientEvent {
  return instructions === undefined
    ? { type: 'response.create' }
    : { type: 'response.create', response: { instructions, tool_choice: 'none' } };
}

export function responseCancelEvent(responseId: string): ClientEvent {
  return { type: 'response.cancel', response_id: responseId };
}

/** @param audioEndMs Whole ms that were heard: at least 1, at most what was received. */
export function truncateEvent(itemId: string, contentIndex: number, audioEndMs: number): ClientEvent {
  return {
    type: 'conversation.item.truncate',
    item_id: itemId,
    content_index: contentIndex,
    audio_end_ms: audioEndMs,
  };
}

export function deleteEvent(itemId: string): ClientEvent {
  return { type: 'conversation.item.delete', item_id: itemId };
}

export function functionCallEvent(callId: string, name: string, argumentsJson: string): ClientEvent {
  return {
    type: 'conversation.item.create',
    item: { type: 'function_call', call_id: callId, name, arguments: argumentsJson },
  };
}

export function functionOutputEvent(callId: string, output: string): ClientEvent {
  return {
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: callId, output },
  };
}
