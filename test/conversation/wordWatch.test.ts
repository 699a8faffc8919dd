import { describe, expect, it } from 'vitest';
import { BOT, localTurnSettings, MIA, Stage, TOM } from './stage.ts';

describe('words that are written down later than anybody waits for', () => {
  /** mia has asked something in a group, and 3 s later it is still not written down. */
  function unheard(): Stage {
    const stage = new Stage(localTurnSettings({}, true), [MIA, TOM, BOT]);
    stage.speak('mia', 600).end('mia');
    stage.realtime.tell({ type: 'committed', itemId: 'i1' });
    stage.clock.advance(4000);
    expect(stage.asked()).not.toContain('requestResponse');
    return stage;
  }
  const QUESTION = 'Parley, who won the game?';

  it('still wake the bot by its name, and whoever was answered goes on without it', () => {
    const stage = unheard();
    stage.realtime.tell({ type: 'userTranscript', itemId: 'i1', text: QUESTION });
    expect(stage.asked()).toEqual(['requestResponse']);
    stage.answer('r1', 3);
    stage.voice.playFrames(10);
    stage.speak('mia', 600).end('mia');
    expect(stage.asked()).toContain('requestResponse');
  });

  it('do not wake it without the name', () => {
    const stage = unheard();
    stage.realtime.tell({ type: 'userTranscript', itemId: 'i1', text: 'Who won the game?' });
    expect(stage.asked()).toEqual([]);
  });

  it('wait for whoever has begun to speak meanwhile', () => {
    const stage = unheard();
    stage.speak('tom', 400);
    stage.realtime.tell({ type: 'userTranscript', itemId: 'i1', text: QUESTION });
    expect(stage.asked()).toEqual([]);
    stage.end('tom');
    expect(stage.asked()).toContain('requestResponse');
  });

  it('do not wake it when somebody else has had a turn since, or when it was too long ago', () => {
    const overtaken = unheard();
    overtaken.speak('tom', 400).end('tom');
    overtaken.clock.advance(300);
    overtaken.asked();
    overtaken.realtime.tell({ type: 'userTranscript', itemId: 'i1', text: QUESTION });
    expect(overtaken.asked()).toEqual([]);
    const old = unheard();
    old.clock.advance(15_000);
    old.realtime.tell({ type: 'userTranscript', itemId: 'i1', text: QUESTION });
    expect(old.asked()).toEqual([]);
  });

  it('do not make it answer a stop word', () => {
    const stage = unheard();
    stage.realtime.tell({ type: 'userTranscript', itemId: 'i1', text: 'Parley, stop!' });
    expect(stage.asked()).toEqual([]);
  });
});
