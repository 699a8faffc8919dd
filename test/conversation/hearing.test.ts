import { describe, expect, it } from 'vitest';
import { ParleyError } from '../../src/errors.ts';
import { conversationSettings } from './conversationSettings.ts';
import { BOT, FRAME_BYTES, FRAME_MS, localTurnSettings, MIA, Stage, TOM } from './stage.ts';

function hear(stage: Stage, ...userIds: string[]): void {
  stage.conversation.handle({ type: 'hearing', conversationId: 'c1', userIds });
}

function both(settings = localTurnSettings()): Stage {
  const stage = new Stage(settings, [MIA, TOM, BOT]);
  hear(stage, 'mia', 'tom');
  stage.asked();
  return stage;
}

describe('who may be heard', () => {
  it('is told to the voice edge', () => {
    const stage = both();
    hear(stage, 'tom');
    expect(stage.voice.calls.filter(([name]) => name === 'allow')).toEqual([
      ['allow', ['mia', 'tom']],
      ['allow', ['tom']],
    ]);
  });
});

describe('somebody who takes back that they may be heard', () => {
  it('in the middle of a sentence has it dropped, and lets go of the floor', () => {
    const stage = both();
    stage.speak('mia', 400);
    expect(stage.told).toContainEqual(expect.objectContaining({ state: 'userSpeaking' }));
    hear(stage, 'tom');
    stage.clock.advance(2000);
    expect(stage.asked()).toEqual(['clearInput']);
    expect(stage.decoders.map(({ released }) => released)).toEqual([true]);
    expect(stage.told.findLast(({ type }) => type === 'state')).toMatchObject({
      type: 'state',
      state: 'listening',
    });
  });

  it('while they wait for the floor is not delivered', () => {
    const stage = both();
    stage.speak('mia', 200);
    for (let ms = 0; ms < 400; ms += FRAME_MS) {
      stage.clock.advance(FRAME_MS);
      stage.packet('mia');
      stage.packet('tom');
    }
    hear(stage, 'mia');
    stage.end('mia');
    stage.clock.advance(300);
    expect(stage.asked()).toEqual(['addText user [Mia is speaking]', 'commit', 'requestResponse']);
    expect(stage.realtime.appendedBytes).toBe(30 * FRAME_BYTES);
  });

  it('after the end of a sentence is answered: it was taken', () => {
    const stage = both();
    stage.speak('mia', 400).end('mia').answer('r1', 10);
    hear(stage, 'tom');
    expect(stage.asked()).toEqual(['addText user [Mia is speaking]', 'commit', 'requestResponse']);
    expect(stage.voice.isPlaying).toBe(true);
  });

  it('while they speak into an answer lets it go on', () => {
    const stage = both();
    stage.speak('mia', 400).end('mia').answer('r1', 200);
    stage.clock.advance(300);
    stage.voice.playFrames(10);
    stage.asked();
    stage.speak('tom', 300);
    hear(stage, 'mia');
    expect(stage.asked()).toEqual(['clearInput']);
    stage.clock.advance(1000);
    expect(stage.voice.isPlaying).toBe(true);
    expect(stage.told.findLast(({ type }) => type === 'state')).toMatchObject({
      type: 'state',
      state: 'agentSpeaking',
    });
  });

  it('is not heard by a session that comes after the present one', () => {
    const stage = both();
    stage.speak('mia', 400).end('mia');
    stage.clock.advance(300);
    hear(stage, 'tom');
    stage.realtime.tell({
      type: 'reconnecting',
      attempt: 1,
      delayMs: 0,
      error: new ParleyError('lost', { code: 'model_unreachable' }),
    });
    const sent = stage.realtime.appendedBytes;
    stage.realtime.ready();
    stage.clock.advance(1000);
    expect(stage.realtime.appendedBytes).toBe(sent);
  });

  it('has what the model holds of them taken back where everybody is mixed', () => {
    const stage = both(conversationSettings('full-duplex'));
    stage.speak('mia', 200);
    stage.realtime.tell({ type: 'speechStarted', itemId: 'i1', startAudioMs: 0 });
    hear(stage, 'tom');
    expect(stage.asked()).toEqual(['clearInput']);
    expect(stage.told.findLast(({ type }) => type === 'state')).toMatchObject({
      type: 'state',
      state: 'listening',
    });
    hear(stage);
    expect(stage.asked()).toEqual([]);
  });
});
