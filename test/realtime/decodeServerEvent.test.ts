import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_AUDIO_DELTA_BYTES } from '../../src/realtime/decodeAudio.ts';
import { decodeServerEvent } from '../../src/realtime/decodeServerEvent.ts';

const PART = { response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 2 };
const OUR_PART = { responseId: 'resp_1', itemId: 'item_1', contentIndex: 2 };

function decode(event: Record<string, unknown>) {
  return decodeServerEvent(JSON.stringify({ event_id: 'event_1', ...event }));
}

describe('decoding what the server says', () => {
  it.each([
    ['response.output_audio.delta', 'ga'],
    ['response.audio.delta', 'beta'],
  ])('reads sound from %s (%s)', (type) => {
    const pcm = Buffer.from([1, 2, 3, 4]);
    expect(decode({ type, ...PART, delta: pcm.toString('base64') })).toEqual({
      kind: 'event',
      event: { type: 'audioDelta', part: OUR_PART, pcm },
    });
  });

  it.each([
    ['response.output_audio.done', { type: 'audioDone', part: OUR_PART }],
    ['response.audio.done', { type: 'audioDone', part: OUR_PART }],
    ['response.output_audio_transcript.done', { type: 'agentTranscript', part: OUR_PART, text: 'Hi.' }],
    ['response.audio_transcript.done', { type: 'agentTranscript', part: OUR_PART, text: 'Hi.' }],
    ['response.output_text.done', { type: 'agentText', responseId: 'resp_1', text: 'Ho.' }],
    ['response.text.done', { type: 'agentText', responseId: 'resp_1', text: 'Ho.' }],
  ])('reads %s', (type, event) => {
    expect(decode({ type, ...PART, transcript: 'Hi.', text: 'Ho.' })).toEqual({ kind: 'event', event });
  });

  it('reads who spoke when, on the clock of the appended sound', () => {
    expect(
      decode({ type: 'input_audio_buffer.speech_started', item_id: 'i', audio_start_ms: 640 }),
    ).toMatchObject({ event: { type: 'speechStarted', itemId: 'i', startAudioMs: 640 } });
    expect(
      decode({ type: 'input_audio_buffer.speech_stopped', item_id: 'i', audio_end_ms: 2_100 }),
    ).toMatchObject({ event: { type: 'speechStopped', itemId: 'i', endAudioMs: 2_100 } });
    expect(
      decode({ type: 'input_audio_buffer.committed', item_id: 'i', previous_item_id: null }),
    ).toMatchObject({ event: { type: 'committed', itemId: 'i' } });
    expect(
      decode({
        type: 'conversation.item.input_audio_transcription.completed',
        item_id: 'i',
        content_index: 0,
        transcript: 'Hello?',
      }),
    ).toMatchObject({ event: { type: 'userTranscript', itemId: 'i', text: 'Hello?' } });
  });

  it('reads a finished function call, and tells an unfinished one', () => {
    const item = { type: 'function_call', call_id: 'call_1', name: 'now', arguments: '{"zone":"UTC"}' };
    const finished = decode({
      type: 'response.output_item.done',
      response_id: 'resp_1',
      item: { ...item, status: 'completed' },
    });
    expect(finished).toEqual({
      kind: 'event',
      event: {
        type: 'functionCall',
        responseId: 'resp_1',
        callId: 'call_1',
        name: 'now',
        argumentsJson: '{"zone":"UTC"}',
        completed: true,
      },
    });
    expect(
      decode({
        type: 'response.output_item.done',
        response_id: 'resp_1',
        item: { ...item, status: 'incomplete' },
      }),
    ).toMatchObject({ event: { completed: false } });
  });

  it('ignores a finished message, which has nothing that was not told before', () => {
    expect(
      decode({ type: 'response.output_item.done', response_id: 'resp_1', item: { type: 'message' } }),
    ).toEqual({ kind: 'ignored', responseId: 'resp_1' });
  });

  it('reads how a response ended and what it cost', () => {
    expect(
      decode({
        type: 'response.done',
        response: {
          id: 'resp_1',
          status: 'failed',
          status_details: { type: 'failed', error: { type: 'server_error', code: 'rate_limit_exceeded' } },
          usage: {
            input_tokens: 130,
            output_tokens: 50,
            input_token_details: { text_tokens: 30, audio_tokens: 100, cached_tokens: 64 },
            output_token_details: { text_tokens: 10, audio_tokens: 40 },
          },
        },
      }),
    ).toMatchObject({
      event: {
        type: 'responseDone',
        responseId: 'resp_1',
        status: 'failed',
        reason: 'rate_limit_exceeded',
        usage: { inputTextTokens: 30, inputAudioTokens: 100, outputTextTokens: 10, outputAudioTokens: 40 },
      },
    });
  });

  it('reads why a response was cancelled, and takes a status it does not know for a failure', () => {
    const cancelled = { id: 'r', status: 'cancelled', status_details: { reason: 'turn_detected' } };
    expect(decode({ type: 'response.done', response: cancelled })).toMatchObject({
      event: { status: 'cancelled', reason: 'turn_detected', usage: undefined },
    });
    expect(decode({ type: 'response.done', response: { id: 'r', status: 'exploded' } })).toMatchObject({
      event: { status: 'failed', reason: 'exploded' },
    });
    expect(decode({ type: 'response.done', response: { id: 'r' } })).toMatchObject({
      event: { status: 'completed' },
    });
  });

  it('reads an error, whose code may stand in its type', () => {
    expect(
      decode({
        type: 'error',
        error: { type: 'insufficient_quota', code: null, message: 'm', param: null, event_id: 'create-1' },
      }),
    ).toMatchObject({
      event: { error: { code: 'insufficient_quota', message: 'm', param: undefined, eventId: 'create-1' } },
    });
  });

  it('reads when the last of the rate limits is whole again', () => {
    const rate_limits = [{ name: 'requests', reset_seconds: 0.5 }, { name: 'tokens', reset_seconds: 2 }, {}];
    expect(decode({ type: 'rate_limits.updated', rate_limits })).toEqual({
      kind: 'event',
      event: { type: 'rateLimits', resetMs: 2_000 },
    });
    expect(decode({ type: 'rate_limits.updated', rate_limits: [] })).toMatchObject({ event: { resetMs: 0 } });
  });

  it('keeps what is new to it apart from what it needs not', () => {
    expect(decode({ type: 'response.sung', response_id: 'resp_1' })).toEqual({
      kind: 'unknown',
      type: 'response.sung',
      responseId: 'resp_1',
    });
    expect(decode({ type: 'input_audio_buffer.cleared' })).toEqual({
      kind: 'ignored',
      responseId: undefined,
    });
  });

  it.each([
    ['not base64', '!!!!'],
    ['not base64', 'AAA'],
    ['odd length', Buffer.from([1, 2, 3]).toString('base64')],
    ['empty', ''],
  ])('finds sound that is %s: %s', (why, delta) => {
    expect(decode({ type: 'response.output_audio.delta', ...PART, delta })).toEqual({
      kind: 'invalidAudio',
      why,
      responseId: 'resp_1',
    });
  });

  it('finds a delta that is too big, before it is decoded', () => {
    const delta = Buffer.alloc(MAX_AUDIO_DELTA_BYTES + 2).toString('base64');
    expect(decode({ type: 'response.output_audio.delta', ...PART, delta })).toMatchObject({ why: 'too big' });
  });

  it.each([
    'nonsense',
    '{"type":',
    'null',
    '[]',
    '"error"',
    '{}',
    '{"type":7}',
    '{"type":"error"}',
    '{"type":"response.done"}',
    '{"type":"response.output_audio.delta","response_id":"r","delta":"AAAA"}',
    '{"type":"response.output_item.done","response_id":"r","item":{"type":"function_call"}}',
    `{"type":"response.created","response":{"id":"${'x'.repeat(10_000)}"}}`,
  ])('takes %s for malformed', (text) => {
    expect(decodeServerEvent(text)).toMatchObject({ kind: 'malformed' });
  });

  it('bounds a transcript', () => {
    const long = decode({ type: 'response.audio_transcript.done', ...PART, transcript: 'a'.repeat(100_000) });
    expect(long).toMatchObject({ event: { text: 'a'.repeat(32_768) } });
  });

  it('never throws, whatever comes', () => {
    const known = fc.constantFrom(
      'error',
      'session.updated',
      'response.created',
      'response.done',
      'response.output_item.done',
      'response.output_audio.delta',
      'input_audio_buffer.speech_started',
      'conversation.item.input_audio_transcription.failed',
    );
    const field = fc.constantFrom(
      'response_id',
      'item_id',
      'item',
      'response',
      'error',
      'delta',
      'session',
      'content_index',
    );
    fc.assert(
      fc.property(known, fc.dictionary(field, fc.jsonValue()), (type, fields) => {
        expect(decodeServerEvent(JSON.stringify({ ...fields, type }))).toHaveProperty('kind');
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => decodeServerEvent(text).kind === 'malformed'));
  });
});
