import { describe, expect, it } from 'vitest';
import type { ToGatewayHalf } from '../../src/host/messages.ts';
import { BOT, FRAME_BYTES, localTurnSettings, MIA, Stage, TOM } from './stage.ts';

const NEWS = '[slow has answered] {"data":1}';

function told(stage: Stage, userIds: string[] = ['mia']): void {
  stage.conversation.handle({ type: 'tell', conversationId: 'c1', text: NEWS, userIds });
}

function callerIds(stage: Stage): string[] | undefined {
  const calls = stage.told.filter(
    (message): message is Extract<ToGatewayHalf, { type: 'toolCall' }> => message.type === 'toolCall',
  );
  return calls.at(-1)?.userIds;
}

/** The model answers with a function call. */
function calls(stage: Stage, responseId: string): void {
  stage.realtime.tell({ type: 'responseCreated', responseId });
  stage.realtime.tell({
    type: 'toolCall',
    call: { callId: `${responseId}-call`, responseId, name: 'purge', argumentsJson: '{}' },
  });
}

describe('news that the model is told', () => {
  it('are spoken about at once when nobody speaks', () => {
    const stage = new Stage();
    stage.asked();
    told(stage);
    expect(stage.realtime.remembered).toMatchObject([{ known: false, entry: { type: 'note', text: NEWS } }]);
    expect(stage.asked()).toEqual(['requestResponse']);
  });

  it('wait until nobody speaks', () => {
    const stage = new Stage(localTurnSettings({ answerMode: 'push' }), [MIA, BOT]);
    stage.speak('mia', 400);
    stage.asked();
    told(stage);
    expect(stage.asked()).toEqual([]);
    stage.end('mia');
    stage.clock.advance(500);
    expect(stage.asked()).toContain('requestResponse');
  });

  it('wait until what the bot says was made', () => {
    const stage = new Stage();
    stage.speak('mia', 400).end('mia');
    stage.clock.advance(300);
    const part = { responseId: 'r1', itemId: 'r1-item', contentIndex: 0 };
    stage.realtime.tell({ type: 'responseCreated', responseId: 'r1' });
    stage.realtime.tell({ type: 'audioDelta', part, pcm: new Uint8Array(50 * FRAME_BYTES).fill(1) });
    stage.asked();
    told(stage);
    expect(stage.asked()).toEqual([]);
    stage.realtime.tell({
      type: 'responseDone',
      responseId: 'r1',
      status: 'completed',
      reason: undefined,
      usage: undefined,
    });
    expect(stage.asked()).toEqual(['requestResponse']);
  });

  it('have what they make the model do done in the name of whoever they are for, and of nobody above them', () => {
    const stage = new Stage(localTurnSettings(), [MIA, TOM, BOT]);
    told(stage, ['tom']);
    calls(stage, 'r1');
    expect(callerIds(stage)).toEqual(['tom']);
  });

  it('that are spoken about in the answer to somebody else are in the name of both', () => {
    const stage = new Stage(localTurnSettings(), [MIA, TOM, BOT]);
    stage.speak('mia', 400).end('mia');
    stage.clock.advance(300);
    told(stage, ['tom']);
    calls(stage, 'r1');
    expect(callerIds(stage)?.sort()).toEqual(['mia', 'tom']);
  });
});

describe('silence', () => {
  it('asked for in writing cuts the answer, and nothing more is said', () => {
    const stage = new Stage();
    stage.speak('mia', 400).end('mia').answer('r1', 50);
    stage.clock.advance(300);
    stage.voice.playFrames(5);
    stage.asked();
    stage.conversation.handle({ type: 'stop', conversationId: 'c1' });
    expect(stage.voice.isPlaying).toBe(false);
    expect(stage.asked()).toEqual(['truncate r1-item 100']);
  });

  it('asked for aloud is told to the gateway half, which cancels what runs', () => {
    const stage = new Stage(localTurnSettings({}, true), [MIA, BOT]);
    stage.speak('mia', 400).end('mia');
    stage.realtime.tell({ type: 'committed', itemId: 'i1' });
    stage.realtime.tell({ type: 'userTranscript', itemId: 'i1', text: 'Parley, stop!' });
    expect(stage.told).toContainEqual({ type: 'stopTold', conversationId: 'c1' });
  });
});

describe('where the model hears everybody as one stream', () => {
  const mixed = () => {
    const settings = localTurnSettings({}, true);
    const turnDetection = {
      kind: 'server',
      threshold: 0.5,
      prefixPaddingMs: 300,
      silenceDurationMs: 500,
      createResponse: true,
      interruptResponse: true,
    } as const;
    return new Stage({ ...settings, model: { ...settings.model, turnDetection } }, [MIA, TOM, BOT]);
  };

  it('a turn is in the name of all whose sound was in it', () => {
    const stage = mixed();
    stage.speak('tom', 200).speak('mia', 400);
    stage.clock.advance(600);
    stage.realtime.tell({ type: 'committed', itemId: 'i1' });
    calls(stage, 'r1');
    expect(callerIds(stage)?.sort()).toEqual(['mia', 'tom']);
    stage.speak('mia', 400);
    stage.clock.advance(600);
    stage.realtime.tell({ type: 'committed', itemId: 'i2' });
    calls(stage, 'r2');
    expect(callerIds(stage)).toEqual(['mia']);
  });

  it('silence cancels what the model makes, though it hears nobody speak', () => {
    const stage = mixed();
    stage.realtime.tell({ type: 'responseCreated', responseId: 'r1' });
    stage.asked();
    stage.conversation.handle({ type: 'stop', conversationId: 'c1' });
    expect(stage.asked()).toEqual(['cancelResponse r1']);
    calls(stage, 'r1');
    expect(callerIds(stage)).toBeUndefined();
  });

  it('news are asked about, and a spoken stop is told', () => {
    const stage = mixed();
    told(stage);
    expect(stage.realtime.remembered).toMatchObject([{ known: false, entry: { type: 'note', text: NEWS } }]);
    expect(stage.asked()).toEqual(['requestResponse']);
    stage.realtime.tell({ type: 'userTranscript', itemId: 'i1', text: 'Stop.' });
    expect(stage.told).toContainEqual({ type: 'stopTold', conversationId: 'c1' });
  });
});
