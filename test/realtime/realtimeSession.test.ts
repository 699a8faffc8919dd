import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MAX_UNANSWERED_COMMITS } from '../../src/realtime/commitLine.ts';
import type { ModelSettings } from '../../src/realtime/modelSettings.ts';
import { SILENT_AWAITED_MS } from '../../src/realtime/responseTimes.ts';
import { MAX_TOOL_ARGUMENT_BYTES } from '../../src/realtime/toolCallBook.ts';
import { type ScriptedConnection, ScriptedModel } from './scriptedModel.ts';
import { SessionUnderTest, someSettings } from './sessionUnderTest.ts';

/** 20 ms of PCM16 whose every byte is `value`. */
function frame(value: number): Uint8Array {
  return new Uint8Array(960).fill(value);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

const PART = { responseId: 'resp_1', itemId: 'item_1', contentIndex: 0 };
const WIRE_PART = { response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 0 };

let model: ScriptedModel;
let under: SessionUnderTest;
let server: ScriptedConnection;

async function begin(over: Partial<ModelSettings> = {}): Promise<void> {
  under = new SessionUnderTest(someSettings({ url: model.url, ...over }));
  await under.session.connect();
  server = await model.connection();
}

/** Resolves when the session has read everything that was sent to it so far. */
async function caughtUp(): Promise<void> {
  const before = under.all('speechStarted').length;
  server.send({ type: 'input_audio_buffer.speech_started', item_id: 'mark', audio_start_ms: 0 });
  await under.nth('speechStarted', before + 1);
}

/** Resolves when the server has read everything that was sent to it so far. */
async function delivered(): Promise<void> {
  const before = server.all('input_audio_buffer.clear').length;
  under.session.clearInput();
  await server.nth('input_audio_buffer.clear', before + 1);
}

beforeEach(async () => {
  model = await ScriptedModel.start();
});
afterEach(async () => {
  under.session.close();
  await model.stop();
});

describe('connecting', () => {
  it('goes to the model at the address, with the headers of the settings', async () => {
    await begin();
    expect(server.request.url).toBe('/v1/realtime?model=gpt-realtime-2.1');
    expect(server.request.headers.authorization).toBe('Bearer secret');
    expect(server.request.headers).not.toHaveProperty('openai-beta');
    expect(server.request.headers).not.toHaveProperty('sec-websocket-extensions');
    expect(under.types.filter((type) => type === 'ready')).toHaveLength(1);
  });

  it('speaks beta when told to', async () => {
    await begin({ dialect: 'beta' });
    expect(server.request.headers['openai-beta']).toBe('realtime=v1');
    const { session } = await server.nth('session.update');
    expect(session).toMatchObject({ modalities: ['text', 'audio'], temperature: 0.8 });
  });

  it('keeps what stands in the address already', async () => {
    await begin({ url: `${model.url}?api-version=2&model=mine` });
    expect(server.request.url).toBe('/v1/realtime?api-version=2&model=mine');
  });

  it('is one promise, however often it is asked for', async () => {
    await begin();
    await under.session.connect();
    expect(model.upgrades).toBe(1);
  });
});

describe('before the settings were taken', () => {
  it('nothing but the settings is sent, and afterwards everything in order', async () => {
    await model.stop();
    model = await ScriptedModel.start({ configures: false });
    under = new SessionUnderTest(someSettings({ url: model.url }));
    under.session.append(frame(1));
    under.session.requestResponse({ instructions: 'Greet.' });
    const connected = under.session.connect();
    server = await model.connection();
    await server.nth('session.update');
    server.send({ type: 'session.created', session: {} });
    under.session.append(frame(2));
    under.session.addText('system', 'Ada speaks.');
    under.session.append(frame(3));
    under.session.commit();
    await caughtUp();
    expect(server.types).toEqual(['session.update']);
    server.send({ type: 'session.updated', session: {} });
    await connected;
    under.session.append(frame(4));
    await delivered();
    expect(server.types).toEqual([
      'session.update',
      'input_audio_buffer.append',
      'input_audio_buffer.append',
      'conversation.item.create',
      'input_audio_buffer.append',
      'input_audio_buffer.commit',
      'response.create',
      'input_audio_buffer.append',
      'input_audio_buffer.clear',
    ]);
    expect(server.all('input_audio_buffer.append').map(({ audio }) => audio)).toEqual(
      [1, 2, 3, 4].map((value) => base64(frame(value))),
    );
    expect(server.all('response.create')).toMatchObject([{ response: { instructions: 'Greet.' } }]);
  });
});

describe('sound to the model', () => {
  beforeEach(() => begin());

  it('leaves within the call that brings it', () => {
    const write = vi.spyOn(Socket.prototype, 'write');
    try {
      under.session.append(frame(7));
      const bytes = write.mock.calls.reduce((sum, [chunk]) => sum + chunk.length, 0);
      expect(bytes).toBeGreaterThan(base64(frame(7)).length);
    } finally {
      write.mockRestore();
    }
  });

  it('is refused and counted when it is no PCM16', async () => {
    under.session.append(new Uint8Array(3));
    under.session.append(new Uint8Array(0));
    await delivered();
    expect(server.all('input_audio_buffer.append')).toHaveLength(0);
    expect(under.session.counters).toMatchObject({ appendsInvalid: 2 });
  });

  it('is dropped and counted when the connection is blocked, instead of piling up', async () => {
    server.socket.pause();
    const second = new Uint8Array(480_000);
    for (let sent = 0; sent < 60; sent += 1) under.session.append(second);
    expect(under.session.counters.appendsDroppedWhileCongested).toBeGreaterThan(0);
    expect(under.types).not.toContain('reconnecting');
    server.socket.resume();
    await delivered();
    const { appendsSent = 0 } = under.session.counters;
    expect(server.all('input_audio_buffer.append')).toHaveLength(appendsSent);
  });

  it('can be committed and cleared', async () => {
    under.session.append(frame(1));
    under.session.commit();
    under.session.clearInput();
    await server.nth('input_audio_buffer.clear');
    expect(server.types.slice(1)).toEqual([
      'input_audio_buffer.append',
      'input_audio_buffer.commit',
      'input_audio_buffer.clear',
    ]);
  });
});

describe('commits', () => {
  beforeEach(() => begin());

  /** What commits were answered with, in order. */
  function answers(): string[] {
    return under.types.filter((type) => type === 'committed' || type === 'commitRefused');
  }

  it('are answered in their order, the refused ones too', async () => {
    for (let count = 0; count < 3; count += 1) under.session.commit();
    const [, second] = [
      await server.nth('input_audio_buffer.commit'),
      await server.nth('input_audio_buffer.commit', 2),
    ];
    server.send({ type: 'input_audio_buffer.committed', item_id: 'u1' });
    const refusal = { code: 'input_audio_buffer_commit_empty', event_id: second.event_id };
    server.error(refusal);
    server.error(refusal);
    server.send({ type: 'input_audio_buffer.committed', item_id: 'u3' });
    await caughtUp();
    expect(answers()).toEqual(['committed', 'commitRefused', 'committed']);
    expect(under.session.counters).toMatchObject({ commitsRefused: 1 });
  });

  it('are no trouble when they are refused, whatever the reason', async () => {
    under.session.commit();
    const { event_id } = await server.nth('input_audio_buffer.commit');
    server.error({ code: 'something_new', event_id });
    await caughtUp();
    expect(answers()).toEqual(['commitRefused']);
    expect(under.all('trouble')).toEqual([]);
  });

  it('are known to be meant by a server that names no event', async () => {
    under.session.commit();
    server.error({ code: 'input_audio_buffer_commit_empty' });
    await caughtUp();
    expect(answers()).toEqual(['commitRefused']);
    server.error({ code: 'input_audio_buffer_commit_empty' });
    await under.nth('trouble');
    expect(answers()).toEqual(['commitRefused']);
  });

  it('of another kind than ours are told as they are', async () => {
    server.send({ type: 'input_audio_buffer.committed', item_id: 'vad' });
    await under.nth('committed');
    under.session.commit();
    const { event_id } = await server.nth('input_audio_buffer.commit');
    server.error({ code: 'input_audio_buffer_commit_empty', event_id });
    await caughtUp();
    expect(answers()).toEqual(['committed', 'commitRefused']);
  });

  it('that nobody answers do not pile up', async () => {
    for (let count = 0; count < MAX_UNANSWERED_COMMITS + 2; count += 1) under.session.commit();
    expect(answers()).toEqual(['commitRefused', 'commitRefused']);
  });

  it('are refused, each, when the session is lost under them, before anything else', async () => {
    for (let count = 0; count < 3; count += 1) under.session.commit();
    await server.nth('input_audio_buffer.commit', 3);
    server.send({ type: 'input_audio_buffer.committed', item_id: 'u1' });
    await under.nth('committed');
    server.socket.terminate();
    const { delayMs } = await under.nth('reconnecting');
    expect(answers()).toEqual(['committed', 'commitRefused', 'commitRefused']);
    expect(under.types.at(-1)).toBe('reconnecting');
    under.session.commit();
    under.clock.advance(delayMs);
    await under.nth('ready', 2);
    const again = await model.connection(2);
    const { event_id } = await again.nth('input_audio_buffer.commit');
    expect(answers()).toHaveLength(3);
    again.error({ code: 'input_audio_buffer_commit_empty', event_id });
    await under.nth('commitRefused', 3);
    expect(under.all('trouble')).toEqual([]);
  });
});

describe('what the model says', () => {
  beforeEach(() => begin());

  it('arrives in our words, in order', async () => {
    server.send({ type: 'input_audio_buffer.speech_started', item_id: 'u1', audio_start_ms: 40 });
    server.send({ type: 'input_audio_buffer.speech_stopped', item_id: 'u1', audio_end_ms: 900 });
    server.send({ type: 'input_audio_buffer.committed', item_id: 'u1', previous_item_id: null });
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    server.send({ type: 'response.output_audio.delta', ...WIRE_PART, delta: base64(frame(5)) });
    server.send({ type: 'response.output_audio.done', ...WIRE_PART });
    server.send({ type: 'response.output_audio_transcript.done', ...WIRE_PART, transcript: 'Hello.' });
    server.send({ type: 'response.done', response: { id: 'resp_1', status: 'completed' } });
    await under.nth('responseDone');
    expect(under.events.filter(({ type }) => type !== 'roundTrip')).toEqual([
      { type: 'ready' },
      { type: 'speechStarted', itemId: 'u1', startAudioMs: 40 },
      { type: 'speechStopped', itemId: 'u1', endAudioMs: 900 },
      { type: 'committed', itemId: 'u1' },
      { type: 'responseCreated', responseId: 'resp_1' },
      { type: 'audioDelta', part: PART, pcm: Buffer.from(frame(5)) },
      { type: 'audioDone', part: PART },
      { type: 'agentTranscript', part: PART, text: 'Hello.' },
      {
        type: 'responseDone',
        responseId: 'resp_1',
        status: 'completed',
        reason: undefined,
        usage: undefined,
      },
    ]);
  });

  it('does no harm when it is nonsense: it is counted, and the session lives', async () => {
    server.socket.send('{"type":');
    server.socket.send(Buffer.from([1, 2, 3]), { binary: true });
    server.send({ type: 'response.output_audio.delta', ...WIRE_PART, delta: 'A' });
    server.send({ type: 'response.output_audio.delta', ...WIRE_PART, delta: base64(new Uint8Array(3)) });
    server.send({ type: 'response.hummed' });
    server.send({ type: 'session.updated', session: {} });
    await caughtUp();
    expect(under.session.counters).toMatchObject({
      malformedEvents: 1,
      binaryFrames: 1,
      invalidAudioDeltas: 2,
      unknownEvents: 1,
    });
    expect(under.all('ready')).toHaveLength(1);
    expect(under.all('audioDelta')).toHaveLength(0);
  });

  it('survives a listener that throws', async () => {
    under.onEvent = (event) => {
      if (event.type === 'speechStarted') throw new Error('of the owner');
    };
    await caughtUp();
    await caughtUp();
    expect(under.session.counters).toMatchObject({ listenerErrors: 2 });
  });
});

describe('asking for responses', () => {
  beforeEach(() => begin());

  it('asks for one at a time', async () => {
    under.session.requestResponse();
    under.session.requestResponse({ instructions: 'Say it again.' });
    await server.nth('response.create');
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    await caughtUp();
    await delivered();
    expect(server.all('response.create')).toHaveLength(1);
    server.send({ type: 'response.done', response: { id: 'resp_1', status: 'completed' } });
    const second = await server.nth('response.create', 2);
    expect(second).toMatchObject({ response: { instructions: 'Say it again.' } });
  });

  it('comes back after the response that was in the way', async () => {
    under.session.requestResponse();
    const { event_id } = await server.nth('response.create');
    server.send({ type: 'response.created', response: { id: 'vad' } });
    server.error({ code: 'conversation_already_has_active_response', event_id });
    server.send({ type: 'response.done', response: { id: 'vad', status: 'completed' } });
    await server.nth('response.create', 2);
    expect(under.all('trouble')).toHaveLength(0);
    expect(under.all('responseRefused')).toHaveLength(0);
  });

  it('tells when one is refused twice', async () => {
    under.session.requestResponse();
    for (const count of [1, 2]) {
      const { event_id } = await server.nth('response.create', count);
      server.error({ code: 'invalid_value', event_id });
    }
    const { error } = await under.nth('responseRefused');
    expect(error.tellPerson).toContain('say that again');
    expect(under.all('trouble')).toHaveLength(0);
  });

  it('cancels by name, and takes "nothing to cancel" for normal', async () => {
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    await caughtUp();
    under.session.cancelResponse('resp_1');
    expect(await server.nth('response.cancel')).toMatchObject({ response_id: 'resp_1' });
    server.error({ code: 'response_cancel_not_active' });
    await caughtUp();
    expect(under.all('trouble')).toHaveLength(0);
    expect(under.session.counters).toMatchObject({ harmlessErrors: 1 });
  });

  it('tells usage with the end of a response', async () => {
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    server.send({
      type: 'response.done',
      response: {
        id: 'resp_1',
        status: 'completed',
        usage: { input_token_details: { audio_tokens: 12 }, output_tokens: 3 },
      },
    });
    const { usage } = await under.nth('responseDone');
    expect(usage).toMatchObject({ inputAudioTokens: 12, outputTextTokens: 3 });
  });
});

describe('a discarded response', () => {
  const SOUND = { type: 'response.output_audio.delta', ...WIRE_PART, delta: base64(frame(1)) };

  beforeEach(() => begin());

  it('is followed by nothing but its end, even if its beginning was lost on the way', async () => {
    under.session.requestResponse();
    under.session.discardResponse(undefined);
    await server.nth('response.create');
    server.send(SOUND);
    expect(await server.nth('response.cancel')).toMatchObject({ response_id: 'resp_1' });
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    server.send({ type: 'response.done', response: { id: 'resp_1', status: 'cancelled' } });
    server.send({ type: 'response.done', response: { id: 'resp_1', status: 'cancelled' } });
    expect(await server.nth('conversation.item.delete')).toMatchObject({ item_id: 'item_1' });
    await caughtUp();
    expect(under.types.filter((type) => type.startsWith('response') || type.startsWith('audio'))).toEqual([
      'responseDone',
    ]);
  });

  it('is removed item by item, as its end lists them, before the next one is asked for', async () => {
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    await under.nth('responseCreated');
    under.session.discardResponse('resp_1');
    under.session.requestResponse();
    const output = [{ id: 'a' }, 'odd', { id: 'b' }];
    server.send({ type: 'response.done', response: { id: 'resp_1', status: 'completed', output } });
    await server.nth('response.create');
    expect(server.types.slice(1)).toEqual([
      'response.cancel',
      'conversation.item.delete',
      'conversation.item.delete',
      'response.create',
    ]);
  });

  it('makes no trouble when its items cannot be deleted', async () => {
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    server.send(SOUND);
    server.send({ type: 'response.done', response: { id: 'resp_1', status: 'completed' } });
    await under.nth('responseDone');
    under.session.discardResponse('resp_1');
    const { event_id } = await server.nth('conversation.item.delete');
    server.error({ code: 'some_new_code', event_id });
    await caughtUp();
    expect(under.all('trouble')).toEqual([]);
  });

  it('ends as discarded when the session is lost, and is of no concern to the next', async () => {
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    server.send(SOUND);
    await under.nth('audioDelta');
    under.session.discardResponse('resp_1');
    server.socket.terminate();
    const { delayMs } = await under.nth('reconnecting');
    expect(under.all('responseDone')).toMatchObject([{ status: 'failed', reason: 'discarded' }]);
    expect(under.all('responseRefused')).toEqual([]);
    under.clock.advance(delayMs);
    await under.nth('ready', 2);
    under.session.discardResponse('resp_1');
    under.session.clearInput();
    const second = await model.connection(2);
    await second.nth('input_audio_buffer.clear');
    expect(second.types).toEqual(['session.update', 'input_audio_buffer.clear']);
    expect(under.session.counters).toMatchObject({ discardsSkipped: 1 });
  });

  it('ends as discarded when its end never comes, and makes way', async () => {
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    server.send(SOUND);
    await under.nth('audioDelta');
    await under.nth('roundTrip');
    under.session.discardResponse('resp_1');
    under.session.requestResponse();
    under.clock.advance(SILENT_AWAITED_MS);
    expect(under.all('responseDone')).toMatchObject([{ status: 'failed', reason: 'discarded' }]);
    await server.nth('response.create');
    expect(server.types).toContain('conversation.item.delete');
  });

  it('may be discarded by whoever hears of its end: then nothing is asked once more', async () => {
    under.onEvent = (event) => {
      if (event.type === 'responseDone') under.session.discardResponse(event.responseId);
    };
    under.session.requestResponse();
    await server.nth('response.create');
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    server.send({ type: 'response.done', response: { id: 'resp_1', status: 'completed', output: [] } });
    await caughtUp();
    await delivered();
    expect(under.all('responseDone')).toMatchObject([{ status: 'completed', retrying: true }]);
    expect(server.all('response.create')).toHaveLength(1);
  });
});

describe('an empty response', () => {
  beforeEach(() => begin());

  it('is asked for once more, and then told as it is', async () => {
    under.session.requestResponse();
    for (const count of [1, 2]) {
      await server.nth('response.create', count);
      server.send({ type: 'response.created', response: { id: `resp_${count}` } });
      server.send({
        type: 'response.done',
        response: { id: `resp_${count}`, status: 'completed', output: [] },
      });
    }
    await under.nth('responseDone', 2);
    await delivered();
    expect(under.all('responseDone').map(({ retrying }) => retrying)).toEqual([true, undefined]);
    expect(server.all('response.create')).toHaveLength(2);
    expect(under.all('responseRefused')).toEqual([]);
  });

  it('is none where an item was added, however little the end tells of it', async () => {
    under.session.requestResponse();
    await server.nth('response.create');
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    server.send({ type: 'conversation.item.created', item: { id: 'u', type: 'message', role: 'user' } });
    server.send({ type: 'conversation.item.created', item: { id: 'a', type: 'message', role: 'assistant' } });
    server.send({ type: 'response.done', response: { id: 'resp_1', status: 'completed' } });
    expect(await under.nth('responseDone')).not.toHaveProperty('retrying');
    await delivered();
    expect(server.all('response.create')).toHaveLength(1);
    under.session.discardResponse('resp_1');
    await delivered();
    expect(server.all('conversation.item.delete').map(({ item_id }) => item_id)).toEqual(['a']);
  });
});

describe('telling the model what was heard', () => {
  beforeEach(async () => {
    await begin();
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    for (let ms = 0; ms < 100; ms += 20) {
      server.send({ type: 'response.output_audio.delta', ...WIRE_PART, delta: base64(frame(1)) });
    }
    await under.nth('audioDelta', 5);
  });

  it('truncates, never beyond what was received', async () => {
    under.session.truncate(PART, 400.7);
    under.session.truncate(PART, 61.7);
    expect(await server.nth('conversation.item.truncate', 2)).toMatchObject({
      item_id: 'item_1',
      content_index: 0,
      audio_end_ms: 61,
    });
    expect(await server.nth('conversation.item.truncate', 1)).toMatchObject({ audio_end_ms: 100 });
  });

  it('deletes what nobody heard', async () => {
    under.session.truncate(PART, 0);
    expect(await server.nth('conversation.item.delete')).toMatchObject({ item_id: 'item_1' });
    expect(server.all('conversation.item.truncate')).toHaveLength(0);
  });

  it('leaves alone what was heard to its end', async () => {
    server.send({ type: 'response.output_audio.done', ...WIRE_PART });
    await under.nth('audioDone');
    under.session.truncate(PART, 100);
    await delivered();
    expect(server.types).not.toContain('conversation.item.truncate');
    expect(under.session.counters).toMatchObject({ truncatesSkipped: 1 });
  });

  it('makes no trouble of an item that is gone', async () => {
    under.session.deleteItem('item_1');
    const { event_id } = await server.nth('conversation.item.delete');
    server.error({ code: 'some_new_code', event_id });
    await caughtUp();
    expect(under.all('trouble')).toHaveLength(0);
    under.session.truncate(PART, 50);
    await delivered();
    expect(server.types).not.toContain('conversation.item.truncate');
  });
});

describe('function calls', () => {
  function call(over: Record<string, unknown> = {}): void {
    server.send({
      type: 'response.output_item.done',
      response_id: 'resp_1',
      output_index: 0,
      item: {
        type: 'function_call',
        status: 'completed',
        call_id: 'call_1',
        name: 'now',
        arguments: '{}',
        ...over,
      },
    });
  }
  beforeEach(() => begin());

  it('are told once and answered once', async () => {
    call();
    call();
    const told = await under.nth('toolCall');
    expect(told.call).toEqual({ callId: 'call_1', responseId: 'resp_1', name: 'now', argumentsJson: '{}' });
    under.session.sendToolOutput('call_1', '"noon"');
    under.session.sendToolOutput('call_1', '"noon"');
    under.session.sendToolOutput('call_of_nobody', '"noon"');
    await delivered();
    await caughtUp();
    expect(under.all('toolCall')).toHaveLength(1);
    expect(server.all('conversation.item.create')).toMatchObject([
      { item: { type: 'function_call_output', call_id: 'call_1', output: '"noon"' } },
    ]);
    expect(under.session.counters).toMatchObject({ duplicateToolCalls: 1, unknownToolOutputs: 2 });
  });

  it('that are unfinished are not told', async () => {
    call({ status: 'incomplete' });
    await caughtUp();
    expect(under.all('toolCall')).toHaveLength(0);
    expect(under.session.counters).toMatchObject({ incompleteToolCalls: 1 });
  });

  it('with huge arguments are answered with an error, and the model may go on', async () => {
    call({ arguments: 'x'.repeat(MAX_TOOL_ARGUMENT_BYTES + 1) });
    const answer = await server.nth('conversation.item.create');
    expect(answer.item).toMatchObject({ call_id: 'call_1', output: expect.stringContaining('error') });
    await server.nth('response.create');
    expect(under.all('toolCall')).toHaveLength(0);
    expect(under.all('trouble')).toHaveLength(1);
  });
});

describe('errors within a session', () => {
  beforeEach(() => begin());

  it('that end nothing are told as trouble', async () => {
    server.error({ code: 'invalid_value', message: 'odd' });
    const { error } = await under.nth('trouble');
    expect(error).toMatchObject({ code: 'model_protocol', retryable: false });
  });

  it('that end everything are told once, and nothing is tried again', async () => {
    server.error({ code: 'insufficient_quota' });
    const { error } = await under.nth('failed');
    expect(error.code).toBe('model_no_quota');
    await model.deserted();
    expect(under.clock.pending).toBe(0);
    expect(model.upgrades).toBe(1);
    under.session.append(frame(1));
    under.session.requestResponse();
    under.session.addText('user', 'hello?');
    expect(under.clock.pending).toBe(0);
  });

  it('may stand in a response that failed', async () => {
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    server.send({
      type: 'response.done',
      response: {
        id: 'resp_1',
        status: 'failed',
        status_details: { type: 'failed', error: { type: 'insufficient_quota', code: 'insufficient_quota' } },
      },
    });
    const { error } = await under.nth('failed');
    expect(error.code).toBe('model_no_quota');
    expect(under.all('responseDone')).toMatchObject([{ status: 'failed', reason: 'insufficient_quota' }]);
  });

  it('of the transcription are told once a session', async () => {
    for (const item_id of ['u1', 'u2']) {
      server.send({
        type: 'conversation.item.input_audio_transcription.failed',
        item_id,
        content_index: 0,
        error: { type: 'transcription_error', code: 'model_not_found', message: 'no such model' },
      });
    }
    await caughtUp();
    expect(under.all('trouble')).toHaveLength(1);
    expect(under.all('failed')).toHaveLength(0);
    expect(under.session.counters).toMatchObject({ transcriptionsFailed: 2 });
    expect(under.all('transcriptFailed').map(({ itemId }) => itemId)).toEqual(['u1', 'u2']);
  });
});

describe('closing', () => {
  it('says goodbye, and leaves no timer, no socket and no later event', async () => {
    await begin();
    await under.nth('roundTrip');
    under.session.requestResponse();
    await server.nth('response.create');
    server.send({ type: 'response.created', response: { id: 'resp_1' } });
    const before = [...under.types, 'responseCreated'];
    await under.nth('responseCreated');
    for (let sent = 0; sent < 50; sent += 1) {
      server.send({ type: 'response.output_audio.delta', ...WIRE_PART, delta: base64(frame(1)) });
    }
    under.session.close();
    under.session.close();
    expect(under.clock.pending).toBe(0);
    expect(await server.closed).toMatchObject({ code: 1000 });
    await model.deserted();
    expect(under.types).toEqual(before);
    expect(model.upgrades).toBe(1);
  });

  it('may happen while it is told something', async () => {
    await begin();
    under.onEvent = (event) => {
      if (event.type === 'audioDelta') under.session.close();
    };
    for (let sent = 0; sent < 5; sent += 1) {
      server.send({ type: 'response.output_audio.delta', ...WIRE_PART, delta: base64(frame(1)) });
    }
    await model.deserted();
    expect(under.all('audioDelta')).toHaveLength(1);
    expect(under.clock.pending).toBe(0);
  });

  it('may happen while it connects', async () => {
    await model.stop();
    model = await ScriptedModel.start({ hangs: true });
    under = new SessionUnderTest(someSettings({ url: model.url }));
    const connected = under.session.connect();
    await model.upgraded(1);
    under.session.close();
    await expect(connected).rejects.toMatchObject({ code: 'model_session_lost' });
    await model.deserted();
    expect(under.clock.pending).toBe(0);
    expect(under.types).toEqual([]);
  });

  it('may come before everything', async () => {
    under = new SessionUnderTest(someSettings({ url: model.url }));
    under.session.close();
    await expect(under.session.connect()).rejects.toMatchObject({ code: 'model_session_lost' });
    expect(model.upgrades).toBe(0);
    expect(under.clock.pending).toBe(0);
  });
});
