import { describe, expect, it } from 'vitest';
import type { LocalTurnOptions } from '../../src/turn/localTurnEvents.ts';
import { FRAME_MS, NOISE, ONSET, SPEECH, TurnTable } from './turnTable.ts';

describe('barge-in in steps', () => {
  const speaking = (options: Partial<LocalTurnOptions> = {}) => {
    const table = new TurnTable(options).speak('mia', 600).end('mia').answer('r1').wait(260);
    table.asked();
    return table;
  };

  it('ducks at the first impression of a voice, and is loud again when nothing follows', () => {
    const table = speaking();
    table.on({ type: 'frame', userId: 'tom', frame: { ...NOISE, voiced: true } });
    expect(table.asked()).toEqual(['duck']);
    expect(table.wait(280).asked()).toEqual([]);
    expect(table.wait(40).asked()).toEqual(['unduck']);
  });

  it('ducks at a mere guess too, is loud again within 120 ms, and takes nothing else for it', () => {
    const table = speaking();
    table.on({ type: 'frame', userId: 'tom', frame: ONSET });
    expect(table.asked()).toEqual(['duck']);
    expect(table.machine.state).toBe('agentSpeaking');
    expect(table.machine.holderId).toBeUndefined();
    expect(table.wait(120).asked()).toEqual(['unduck']);
  });

  it('stays ducked where a voice follows the guess, and a guess does not shorten what the voice began', () => {
    const table = speaking();
    for (const frame of [ONSET, { ...NOISE, voiced: true }, ONSET]) {
      table.nowMs += FRAME_MS;
      table.on({ type: 'frame', userId: 'tom', frame });
    }
    expect(table.wait(260).asked()).toEqual(['duck']);
    expect(table.wait(40).asked()).toEqual(['unduck']);
  });

  it('does not duck an answer that nobody hears yet', () => {
    const table = new TurnTable().speak('mia', 600);
    table.asked();
    table.on({ type: 'frame', userId: 'tom', frame: ONSET });
    expect(table.asked()).toEqual([]);
  });

  it('pauses after 250 ms of speech and cuts after 600 ms', () => {
    const table = speaking().speak('tom', 240);
    expect(table.asked()).toEqual(['duck', 'stream tom']);
    expect(table.speak('tom', 20).asked()).toEqual(['pause']);
    expect(table.speak('tom', 320).asked()).toEqual([]);
    expect(table.speak('tom', 20).asked()).toEqual(['cut r1', 'resume', 'unduck']);
    table.end('tom');
    expect(table.asked()).toEqual(['commit tom', 'request']);
  });

  it('resumes after a cough, which is not answered', () => {
    const table = speaking().speak('tom', 400).end('tom');
    expect(table.asked()).toEqual(['duck', 'stream tom', 'pause']);
    expect(table.wait(260).asked()).toEqual([
      'discardInput tom',
      'confirmed',
      'falseInterruption',
      'resume',
      'unduck',
    ]);
    expect(table.machine.state).toBe('agentSpeaking');
  });

  it('adds up what is said with breaths between', () => {
    const table = speaking().speak('tom', 400).end('tom').wait(200).speak('tom', 220);
    expect(table.asked()).toContain('cut r1');
  });

  it('answers what was begun into the last words of the answer', () => {
    const table = speaking().speak('tom', 200);
    table.on({ type: 'playbackFinished', responseId: 'r1' });
    table.end('tom');
    expect(table.asked()).toEqual(['duck', 'stream tom', 'unduck', 'commit tom', 'request']);
  });

  it('looks whether it was told to stop, and stops', () => {
    const table = speaking({ probeMs: 800 }).speak('tom', 300).end('tom').wait(260);
    expect(table.asked()).toContain('probe tom');
    table.on({ type: 'probed', stop: true });
    expect(table.asked()).toEqual(['confirmed', 'cut r1', 'resume', 'unduck']);
    expect(table.machine.state).toBe('listening');
  });

  it('goes on when the word was no stop word, or was not understood in time', () => {
    const table = speaking({ probeMs: 800 }).speak('tom', 300).end('tom').wait(260);
    table.asked();
    expect(table.wait(820).asked()).toEqual([
      'forgetProbe',
      'confirmed',
      'falseInterruption',
      'resume',
      'unduck',
    ]);
  });

  it('does not play an answer while somebody has begun to speak, and plays it when they said little', () => {
    const table = new TurnTable().speak('mia', 600).end('mia').wait(260);
    table.asked();
    table.speak('tom', 200).answer('r1').end('tom');
    expect(table.asked()).toEqual(['stream tom']);
    expect(table.wait(260).asked()).toEqual(['commit tom', 'confirmed', 'falseInterruption', 'play r1']);
  });

  it('takes an answer back that was not heard yet when the person goes on after all', () => {
    const table = new TurnTable().speak('mia', 600).end('mia').wait(260);
    table.asked();
    table.speak('mia', 80);
    expect(table.asked()).toEqual(['stream mia']);
    expect(table.speak('mia', 20).asked()).toEqual(['discardResponse undefined']);
    // It was to be answered, and still is, whatever the policy thinks of the rest.
    table.decision = 'no';
    table.speak('mia', 400).end('mia');
    expect(table.asked()).toEqual(['commit mia', 'request']);
  });

  it('keeps an answer that was not heard yet while somebody else speaks, and plays it when theirs is not answered', () => {
    const table = new TurnTable().speak('mia', 600).end('mia').wait(260);
    table.asked();
    table.decision = 'no';
    table.speak('tom', 700).answer('r1').speak('tom', 200).end('tom');
    expect(table.asked()).toEqual(['stream tom', 'commit tom']);
    expect(table.wait(260).asked()).toEqual(['confirmed', 'play r1']);
  });

  it('replaces such an answer by one to both when theirs is answered too', () => {
    const table = new TurnTable().speak('mia', 600).end('mia').wait(260);
    table.speak('tom', 700).answer('r1').end('tom');
    table.asked();
    table.answer('r2');
    // They go on; that mia was to be answered is not forgotten.
    table.decision = 'no';
    table.speak('tom', 300).end('tom');
    expect(table.asked()).toEqual(['stream tom', 'discardResponse r2', 'commit tom', 'request']);
  });

  it('is loud again after an answer that ended while it was paused, and the next one is heard', () => {
    const table = speaking();
    table.speak('tom', 300);
    table.on({ type: 'playbackFinished', responseId: 'r1' });
    expect(table.asked()).toEqual(['duck', 'stream tom', 'pause', 'resume', 'unduck']);
  });

  it('stops when the word comes in a turn like any other, and runs nothing that was called', () => {
    const table = speaking();
    table.on({ type: 'toolCalled', responseId: 'r1', callId: 'c1' });
    table.speak('tom', 700).end('tom');
    table.asked();
    table.on({ type: 'stopTold' });
    table.on({ type: 'toolAnswered', callId: 'c1', respond: true, authors: ['mia'] });
    expect(table.wait(300).asked()).toEqual(['discardResponse undefined', 'confirmed']);
    expect(table.machine.state).toBe('listening');
  });
});

describe('the end of a turn', () => {
  it('is certain so long after the last packet, wherever the end mark comes behind it', () => {
    const table = new TurnTable().speak('mia', 400);
    table.nowMs += FRAME_MS;
    table.end('mia').asked();
    expect(table.wait(220).asked()).toEqual([]);
    expect(table.wait(FRAME_MS).asked()).toEqual(['confirmed']);
  });
});

describe('the floor', () => {
  /** mia holds the floor, tom has spoken at the same time and ended. */
  const overlapping = () => {
    const table = new TurnTable().speak('mia', 200);
    for (let ms = 0; ms < 200; ms += FRAME_MS) {
      table.speak('mia', FRAME_MS);
      table.on({ type: 'frame', userId: 'tom', frame: SPEECH });
    }
    return table.end('tom');
  };

  it('is given to who waited, whole and before anything is answered', () => {
    const table = new TurnTable().speak('mia', 200);
    for (let ms = 0; ms < 400; ms += FRAME_MS) {
      table.nowMs += FRAME_MS;
      table.on({ type: 'frame', userId: 'mia', frame: SPEECH });
      table.on({ type: 'frame', userId: 'tom', frame: SPEECH });
    }
    table.end('tom');
    expect(table.asked()).toEqual(['stream mia']);
    table.end('mia');
    expect(table.asked()).toEqual(['commit mia', 'confirmed', 'stream tom', 'commit tom', 'request']);
  });

  it('passes to whoever speaks into the pause after a turn', () => {
    const table = new TurnTable().speak('mia', 400).end('mia').wait(100);
    table.asked();
    table.speak('tom', 400).end('tom');
    expect(table.asked()).toEqual([
      'discardResponse undefined',
      'confirmed',
      'stream tom',
      'commit tom',
      'request',
    ]);
  });

  it('waits for the rest of a sentence whose packets only stumble, while somebody waits', () => {
    const table = overlapping().wait(80);
    expect(table.asked()).toEqual(['stream mia', 'commit mia']);
    table.speak('mia', 200);
    expect(table.asked()).toEqual(['stream mia']);
    table.end('mia');
    expect(table.asked()).toEqual(['commit mia', 'confirmed', 'stream tom', 'commit tom', 'request']);
  });

  it('passes at the end mark that comes behind a gap, and without one when the end is certain', () => {
    const marked = overlapping().wait(80);
    marked.asked();
    expect(marked.end('mia').asked().slice(0, 2)).toEqual(['confirmed', 'stream tom']);
    const unmarked = overlapping().wait(80);
    unmarked.asked();
    expect(unmarked.wait(220).asked()).toEqual([]);
    // What Tom said has been over for long: that is certain as soon as it is asked for.
    expect(unmarked.wait(40).asked()).toEqual([
      'confirmed',
      'stream tom',
      'commit tom',
      'request',
      'confirmed',
    ]);
  });

  it('is not taken by who speaks into a stumble: the answer is taken back, the sentence comes first', () => {
    const table = new TurnTable().speak('mia', 400).wait(60);
    expect(table.asked()).toEqual(['stream mia', 'commit mia', 'request']);
    table.speak('tom', 120);
    expect(table.asked()).toEqual(['discardResponse undefined']);
    table.speak('mia', 200).end('tom').end('mia');
    expect(table.asked()).toEqual([
      'stream mia',
      'commit mia',
      'confirmed',
      'stream tom',
      'commit tom',
      'request',
    ]);
  });

  it('still delivers what somebody said who has left', () => {
    const table = new TurnTable().speak('mia', 200);
    for (let ms = 0; ms < 200; ms += FRAME_MS) {
      table.speak('mia', FRAME_MS);
      table.on({ type: 'frame', userId: 'tom', frame: SPEECH });
    }
    table.on({ type: 'gone', userId: 'tom' });
    table.asked();
    table.end('mia');
    expect(table.asked()).toEqual(['commit mia', 'confirmed', 'stream tom', 'commit tom', 'request']);
  });
});

describe('somebody who does not stop', () => {
  it('gives way to who has waited for 40 s, and comes next again', () => {
    const table = new TurnTable().speak('mia', 200);
    table.on({ type: 'frame', userId: 'tom', frame: SPEECH });
    for (let ms = 0; ms < 400; ms += FRAME_MS) table.on({ type: 'frame', userId: 'tom', frame: SPEECH });
    table.end('tom').speak('mia', 39_000);
    expect(table.asked()).toEqual(['stream mia']);
    table.speak('mia', 1100).end('mia');
    expect(table.asked()).toEqual([
      'commit mia',
      'confirmed',
      'stream tom',
      'commit tom',
      'confirmed',
      'stream mia',
      'commit mia',
      'request',
    ]);
  });
});
