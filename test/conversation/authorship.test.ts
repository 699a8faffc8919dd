import { describe, expect, it } from 'vitest';
import { ParleyError } from '../../src/errors.ts';
import type { ToGatewayHalf } from '../../src/host/messages.ts';
import { BOT, FRAME_BYTES, localTurnSettings, MIA, Stage, TOM } from './stage.ts';

const LOST = new ParleyError('lost', { code: 'model_session_lost', tellPerson: 'Lost.' });

function room(): Stage {
  return new Stage(localTurnSettings(), [MIA, TOM, BOT]);
}

function mixedRoom(createResponse = true): Stage {
  const settings = localTurnSettings({}, true);
  const turnDetection = {
    kind: 'server',
    threshold: 0.5,
    prefixPaddingMs: 300,
    silenceDurationMs: 500,
    createResponse,
    interruptResponse: true,
  } as const;
  return new Stage({ ...settings, model: { ...settings.model, turnDetection } }, [MIA, TOM, BOT]);
}

function asks(stage: Stage, userId: string): void {
  stage.speak(userId, 400).end(userId);
  stage.clock.advance(300);
}

function created(stage: Stage, responseId: string): void {
  stage.realtime.tell({ type: 'responseCreated', responseId });
}

function sounds(stage: Stage, responseId: string): void {
  const part = { responseId, itemId: `${responseId}-item`, contentIndex: 0 };
  stage.realtime.tell({ type: 'audioDelta', part, pcm: new Uint8Array(50 * FRAME_BYTES).fill(1) });
}

function done(stage: Stage, responseId: string): void {
  const end = { status: 'completed', reason: undefined, usage: undefined } as const;
  stage.realtime.tell({ type: 'responseDone', responseId, ...end });
}

/** The response calls a function: in whose name? */
function callOf(stage: Stage, responseId: string): string[] | undefined {
  const callId = `${responseId}-call`;
  stage.realtime.tell({
    type: 'toolCall',
    call: { callId, responseId, name: 'purge', argumentsJson: '{}' },
  });
  const calls = stage.told.filter(
    (message): message is Extract<ToGatewayHalf, { type: 'toolCall' }> => message.type === 'toolCall',
  );
  return calls.find((call) => call.callId === callId)?.userIds.toSorted();
}

function answerCall(stage: Stage, responseId: string): void {
  const callId = `${responseId}-call`;
  stage.conversation.handle({
    type: 'toolResult',
    conversationId: 'c1',
    callId,
    output: '{}',
    respond: true,
  });
}

function tellNews(stage: Stage, userIds: string[]): void {
  stage.conversation.handle({ type: 'tell', conversationId: 'c1', text: 'News.', userIds });
}

describe('a function call is in the name of those whose words its response answers', () => {
  it('whatever is told in somebody else’s name between its beginning and the call', () => {
    const stage = room();
    asks(stage, 'mia');
    created(stage, 'r1');
    sounds(stage, 'r1');
    tellNews(stage, ['tom']);
    expect(callOf(stage, 'r1')).toEqual(['mia']);
  });

  it('whatever somebody else has said between its beginning and the call', () => {
    const stage = new Stage(localTurnSettings({ answerMode: 'push' }), [MIA, TOM, BOT]);
    stage.conversation.handle({ type: 'talk', conversationId: 'c1', userId: 'mia' });
    asks(stage, 'mia');
    created(stage, 'r1');
    asks(stage, 'tom');
    expect(callOf(stage, 'r1')).toEqual(['mia']);
  });

  it('and of nobody who was answered before', () => {
    const stage = room();
    asks(stage, 'mia');
    created(stage, 'r1');
    done(stage, 'r1');
    tellNews(stage, ['tom']);
    created(stage, 'r2');
    expect(callOf(stage, 'r2')).toEqual(['tom']);
  });

  it('of both, where one answer took the place of two', () => {
    const stage = room();
    asks(stage, 'mia');
    created(stage, 'r1');
    stage.speak('tom', 800).end('tom');
    stage.clock.advance(300);
    expect(stage.asked()).toContain('discardResponse r1');
    created(stage, 'r2');
    expect(callOf(stage, 'r2')).toEqual(['mia', 'tom']);
  });

  it('of both, where somebody else was heard before the request could be sent', () => {
    const stage = room();
    stage.realtime.holdRequests();
    asks(stage, 'mia');
    stage.speak('tom', 200).end('tom');
    stage.clock.advance(400);
    expect(stage.asked().filter((call) => call === 'commit')).toHaveLength(2);
    stage.realtime.sendRequests();
    created(stage, 'r1');
    expect(callOf(stage, 'r1')).toEqual(['mia', 'tom']);
  });

  it('of one, whose answer was taken back because they went on', () => {
    const stage = room();
    stage.speak('mia', 400).end('mia');
    created(stage, 'r1');
    asks(stage, 'mia');
    expect(stage.asked()).toContain('discardResponse r1');
    created(stage, 'r2');
    expect(callOf(stage, 'r2')).toEqual(['mia']);
  });

  it('of nobody, where the bot was told what to say', () => {
    const stage = room();
    asks(stage, 'mia');
    created(stage, 'r1');
    done(stage, 'r1');
    stage.conversation.handle({ type: 'say', conversationId: 'c1', text: 'Good evening.' });
    created(stage, 'r2');
    expect(callOf(stage, 'r2')).toEqual([]);
  });

  it('of nobody, where nobody asked for the response', () => {
    const stage = room();
    asks(stage, 'mia');
    created(stage, 'r1');
    stage.realtime.tell({
      type: 'toolCall',
      call: { callId: 'odd', responseId: 'r1', name: 'purge', argumentsJson: '{}', authorIds: undefined },
    });
    expect(stage.told).toContainEqual(expect.objectContaining({ callId: 'odd', userIds: [] }));
  });

  it('and what follows from its output is in the same name', () => {
    const stage = room();
    asks(stage, 'mia');
    created(stage, 'r1');
    callOf(stage, 'r1');
    done(stage, 'r1');
    answerCall(stage, 'r1');
    created(stage, 'r2');
    expect(callOf(stage, 'r2')).toEqual(['mia']);
  });

  it('or in the name of nobody, where something is told that nobody asked for', () => {
    const stage = room();
    asks(stage, 'mia');
    created(stage, 'r1');
    callOf(stage, 'r1');
    done(stage, 'r1');
    stage.speak('tom', 200);
    tellNews(stage, []);
    answerCall(stage, 'r1');
    stage.end('tom');
    stage.clock.advance(300);
    created(stage, 'r2');
    expect(callOf(stage, 'r2')).toEqual([]);
  });
});

describe('where the model hears everybody as one stream, a function call is in the name', () => {
  it('of those whose turn its response answers, whoever was heard since', () => {
    const stage = mixedRoom();
    stage.speak('mia', 400);
    stage.realtime.tell({ type: 'committed', itemId: 'i1' });
    created(stage, 'r1');
    stage.clock.advance(5000);
    stage.speak('tom', 400);
    stage.realtime.tell({ type: 'committed', itemId: 'i2' });
    expect(callOf(stage, 'r1')).toEqual(['mia']);
    created(stage, 'r2');
    expect(callOf(stage, 'r2')).toEqual(['mia', 'tom']);
  });

  it('of whoever called, when their function was answered', () => {
    const stage = mixedRoom();
    stage.speak('mia', 400);
    stage.realtime.tell({ type: 'committed', itemId: 'i1' });
    created(stage, 'r1');
    callOf(stage, 'r1');
    done(stage, 'r1');
    answerCall(stage, 'r1');
    created(stage, 'r2');
    expect(callOf(stage, 'r2')).toEqual(['mia']);
  });

  it('of all, where an answer of somebody’s may be to what another one’s function has said', () => {
    const stage = mixedRoom();
    stage.speak('mia', 400);
    stage.realtime.tell({ type: 'committed', itemId: 'i1' });
    created(stage, 'r1');
    callOf(stage, 'r1');
    done(stage, 'r1');
    stage.clock.advance(5000);
    stage.realtime.tell({ type: 'speechStarted', itemId: 'i2', startAudioMs: 0 });
    stage.speak('tom', 400);
    answerCall(stage, 'r1');
    stage.realtime.tell({ type: 'speechStopped', itemId: 'i2', endAudioMs: 400 });
    stage.realtime.tell({ type: 'committed', itemId: 'i2' });
    created(stage, 'r2');
    expect(callOf(stage, 'r2')).toEqual(['mia', 'tom']);
  });

  it('of nobody, where the bot was told what to say, or nobody has said anything', () => {
    const stage = mixedRoom();
    stage.speak('mia', 400);
    stage.realtime.tell({ type: 'committed', itemId: 'i1' });
    created(stage, 'r1');
    done(stage, 'r1');
    created(stage, 'r2');
    expect(callOf(stage, 'r2')).toEqual([]);
    stage.conversation.handle({ type: 'say', conversationId: 'c1', text: 'Good evening.' });
    created(stage, 'r3');
    expect(callOf(stage, 'r3')).toEqual([]);
  });

  it('of those whose turn was to be answered in a session that is lost', () => {
    const stage = mixedRoom();
    stage.speak('mia', 400);
    stage.realtime.tell({ type: 'committed', itemId: 'i1' });
    stage.realtime.tell({ type: 'userTranscript', itemId: 'i1', text: 'Delete it.' });
    created(stage, 'r1');
    const end = { status: 'failed', reason: 'session_lost', usage: undefined } as const;
    stage.realtime.tell({ type: 'responseDone', responseId: 'r1', ...end });
    stage.realtime.tell({ type: 'reconnecting', attempt: 1, delayMs: 500, error: LOST });
    stage.realtime.ready();
    created(stage, 'r2');
    expect(callOf(stage, 'r2')).toEqual(['mia']);
  });
});
