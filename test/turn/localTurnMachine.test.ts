import { describe, expect, it } from 'vitest';
import { FRAME_MS, NOISE, SPEECH, TurnTable } from './turnTable.ts';

describe('speculative endpointing', () => {
  it('asks for the response at the end mark, and plays it when the end is confirmed', () => {
    const table = new TurnTable().speak('mia', 600).end('mia');
    expect(table.asked()).toEqual(['stream mia', 'commit mia', 'request']);
    table.answer('r1').wait(240);
    expect(table.asked()).toEqual([]);
    table.wait(20);
    expect(table.asked()).toEqual(['confirmed', 'play r1']);
  });

  it('asks 60 ms after the last packet when there is no end mark', () => {
    const table = new TurnTable().speak('mia', 600);
    table.asked();
    expect(table.wait(40).asked()).toEqual([]);
    expect(table.wait(20).asked()).toEqual(['commit mia', 'request']);
  });

  it('waits so much longer for the next packet as packets come late on the line', () => {
    const table = new TurnTable().speak('mia', 600);
    table.nowMs += FRAME_MS;
    table.on({ type: 'frame', userId: 'mia', frame: SPEECH, lineDelayMs: 40 });
    table.asked();
    expect(table.wait(80).asked()).toEqual([]);
    expect(table.wait(20).asked()).toEqual(['commit mia', 'request']);
  });

  it('asks after 200 ms without speech on an open microphone, which the detector tells 100 ms late', () => {
    const table = new TurnTable().speak('mia', 600);
    table.asked();
    for (let ms = 0; ms < 180; ms += FRAME_MS) {
      table.nowMs += FRAME_MS;
      table.on({ type: 'frame', userId: 'mia', frame: NOISE });
    }
    expect(table.asked()).toEqual([]);
    table.nowMs += FRAME_MS;
    table.on({ type: 'frame', userId: 'mia', frame: NOISE });
    expect(table.asked()).toEqual(['commit mia', 'request']);
  });

  it('takes the response back when the person goes on, and the turn continues', () => {
    const table = new TurnTable().speak('mia', 600).end('mia').answer('r1').wait(200);
    table.asked();
    table.speak('mia', 400).end('mia');
    expect(table.asked()).toEqual(['stream mia', 'discardResponse r1', 'commit mia', 'request']);
    table.answer('r2').wait(260);
    expect(table.asked()).toEqual(['confirmed', 'play r2']);
  });

  it('takes back a response that has no id yet, and does not play it when it comes', () => {
    const table = new TurnTable().speak('mia', 600).end('mia').speak('mia', 100);
    expect(table.asked()).toContain('discardResponse undefined');
    table.answer('r1').wait(400);
    expect(table.asked()).not.toContain('play r1');
  });

  it('waits for the confirmation after two wasted responses, until an end was a clean one', () => {
    const table = new TurnTable();
    for (let round = 0; round < 3; round++) table.speak('mia', 400).end('mia').wait(100);
    expect(table.asked().filter((effect) => effect === 'request')).toHaveLength(2);
    table.wait(160);
    expect(table.asked()).toEqual(['confirmed', 'request']);
    table.answer('r3');
    table.on({ type: 'playbackFinished', responseId: 'r3' });
    table.asked();
    table.speak('mia', 400).end('mia');
    expect(table.asked()).toContain('request');
  });

  it('can be switched off', () => {
    const table = new TurnTable({ speculate: false }).speak('mia', 600).end('mia');
    expect(table.asked()).toEqual(['stream mia', 'commit mia']);
    expect(table.wait(260).asked()).toEqual(['confirmed', 'request']);
  });

  it('does not run a function call of a response that is not confirmed', () => {
    const table = new TurnTable().speak('mia', 600).end('mia');
    table.on({ type: 'responseCreated', responseId: 'r1' });
    table.on({ type: 'toolCalled', responseId: 'r1', callId: 'c1' });
    expect(table.asked()).not.toContain('runTool');
    table.wait(260);
    expect(table.asked()).toContain('runTool');
    table.on({ type: 'responseDone', responseId: 'r1' });
    table.on({ type: 'toolAnswered', callId: 'c1', respond: true, authors: ['mia'] });
    table.answer('r2');
    expect(table.asked()).toEqual(['request', 'play r2']);
  });

  it('takes less than 100 ms of speech for noise', () => {
    const table = new TurnTable().speak('mia', 80).end('mia');
    expect(table.asked()).toEqual(['stream mia']);
    expect(table.wait(260).asked()).toEqual(['discardInput mia']);
    expect(table.machine.state).toBe('listening');
  });

  it('puts a word together that a stumbling line has torn into pieces too short to count', () => {
    const table = new TurnTable().speak('mia', 80).wait(80).speak('mia', 80).end('mia');
    expect(table.asked()).toEqual(['stream mia', 'commit mia', 'request']);
  });
});

describe('the answer to a function call', () => {
  const calling = () => {
    const table = new TurnTable().speak('mia', 600).end('mia').wait(260);
    table.on({ type: 'responseCreated', responseId: 'r1' });
    table.asked();
    return table;
  };

  it('is spoken about when the response that called is complete, though that one is heard already', () => {
    const table = calling();
    table.on({ type: 'soundArrived', responseId: 'r1' });
    table.on({ type: 'toolCalled', responseId: 'r1', callId: 'c1' });
    table.on({ type: 'toolAnswered', callId: 'c1', respond: true, authors: ['mia'] });
    expect(table.asked()).toEqual(['play r1', 'runTool']);
    table.on({ type: 'responseDone', responseId: 'r1' });
    expect(table.asked()).toEqual(['request']);
  });

  it('does not take back the response that called, which may still say something', () => {
    const table = calling();
    table.on({ type: 'toolCalled', responseId: 'r1', callId: 'c1' });
    table.on({ type: 'toolAnswered', callId: 'c1', respond: true, authors: ['mia'] });
    table.on({ type: 'soundArrived', responseId: 'r1' });
    expect(table.asked()).toEqual(['runTool', 'play r1']);
    table.on({ type: 'responseDone', responseId: 'r1' });
    expect(table.asked()).toEqual(['request']);
  });

  it('leaves a call that was answered before its response was complete in the conversation', () => {
    const table = calling();
    table.on({ type: 'toolCalled', responseId: 'r1', callId: 'c1' });
    table.on({ type: 'toolAnswered', callId: 'c1', respond: true, authors: ['mia'] });
    table.on({ type: 'responseDone', responseId: 'r1' });
    expect(table.asked()).toEqual(['runTool', 'request']);
  });

  it('waits for all that the response calls', () => {
    const table = calling();
    table.on({ type: 'toolCalled', responseId: 'r1', callId: 'c1' });
    table.on({ type: 'toolAnswered', callId: 'c1', respond: true, authors: ['mia'] });
    table.on({ type: 'toolCalled', responseId: 'r1', callId: 'c2' });
    table.on({ type: 'responseDone', responseId: 'r1' });
    expect(table.asked()).toEqual(['runTool', 'runTool']);
    table.on({ type: 'toolAnswered', callId: 'c2', respond: false, authors: ['mia'] });
    expect(table.asked()).toEqual(['request']);
  });

  it('is not waited for longer than any answer when that response is never completed', () => {
    const table = calling();
    table.on({ type: 'toolCalled', responseId: 'r1', callId: 'c1' });
    table.on({ type: 'toolAnswered', callId: 'c1', respond: true, authors: ['mia'] });
    expect(table.wait(30_020).asked().slice(-3)).toEqual([
      'thinkingLong',
      'discardResponse r1',
      'thinkingStuck',
    ]);
    expect(table.machine.state).toBe('listening');
    table.speak('mia', 600).end('mia');
    expect(table.asked()).toContain('request');
  });
});

describe('a function that takes its time', () => {
  const called = () => {
    const table = new TurnTable().speak('mia', 600).end('mia').wait(300);
    table.on({ type: 'responseCreated', responseId: 'r1' });
    table.on({ type: 'toolCalled', responseId: 'r1', callId: 'c1' });
    table.on({ type: 'responseDone', responseId: 'r1' });
    table.asked();
    return table;
  };

  it('is told of once nobody has heard anything for a while', () => {
    const table = called();
    expect(table.wait(1480).asked()).toEqual([]);
    expect(table.wait(20).asked()).toEqual(['thinkingLong']);
    expect(table.wait(5000).asked()).toEqual([]);
  });

  it('is told of while the word that it is under way is still on its way', () => {
    const table = called().wait(1400);
    table.on({ type: 'toolAnswered', callId: 'c1', respond: true, authors: ['mia'] });
    expect(table.wait(100).asked()).toEqual(['request', 'thinkingLong']);
  });

  it('is not told of when the answer comes at once', () => {
    const table = called().wait(1000);
    table.on({ type: 'toolAnswered', callId: 'c1', respond: true, authors: ['mia'] });
    table.answer('r2');
    expect(table.wait(3000).asked()).toEqual(['request', 'play r2']);
  });

  it('is told of only after what the bot says about it', () => {
    const table = new TurnTable().speak('mia', 600).end('mia').wait(300);
    table.answer('r1');
    table.on({ type: 'toolCalled', responseId: 'r1', callId: 'c1' });
    table.asked();
    expect(table.wait(5000).asked()).toEqual([]);
    table.on({ type: 'playbackFinished', responseId: 'r1' });
    expect(table.wait(1480).asked()).toEqual([]);
    expect(table.wait(20).asked()).toEqual(['thinkingLong']);
  });
});

describe('an answer of which nothing comes', () => {
  it('is asked for once more, and given up when that is stuck too', () => {
    const table = new TurnTable().speak('mia', 600).end('mia').wait(300);
    table.on({ type: 'responseCreated', responseId: 'r1' });
    table.asked();
    expect(table.wait(11_000).asked()).toEqual(['thinkingLong', 'discardResponse r1', 'request']);
    table.on({ type: 'responseCreated', responseId: 'r2' });
    expect(table.wait(20_000).asked()).toEqual(['discardResponse r2', 'thinkingStuck']);
    expect(table.machine.state).toBe('listening');
  });
});

describe('whether to answer', () => {
  it('may be left open until the words are known', () => {
    const table = new TurnTable();
    table.decision = 'wait';
    table.speak('mia', 600).end('mia').wait(300);
    expect(table.asked()).toEqual(['stream mia', 'commit mia', 'confirmed']);
    expect(table.machine.state).toBe('thinking');
    table.on({ type: 'verdict', answer: true });
    table.answer('r1');
    expect(table.asked()).toEqual(['request', 'play r1']);
  });

  it('may be known while the answer before is heard and not complete: the model is asked when it is', () => {
    const table = new TurnTable().speak('mia', 600).end('mia').wait(260);
    table.on({ type: 'responseCreated', responseId: 'r1' });
    table.on({ type: 'soundArrived', responseId: 'r1' });
    table.on({ type: 'responseDone', responseId: 'r1' });
    table.on({ type: 'playbackFinished', responseId: 'r1' });
    table.speak('mia', 600).end('mia').wait(260);
    table.decision = 'wait';
    table.speak('tom', 700).end('tom');
    table.on({ type: 'responseCreated', responseId: 'r2' });
    table.on({ type: 'soundArrived', responseId: 'r2' });
    table.wait(260);
    expect(table.asked()).toContain('play r2');
    table.on({ type: 'verdict', answer: true });
    expect(table.asked()).toEqual([]);
    table.on({ type: 'responseDone', responseId: 'r2' });
    expect(table.asked()).toEqual(['request']);
  });

  it('may be denied: nobody is answered, and the bot listens on', () => {
    const table = new TurnTable();
    table.decision = 'no';
    table.speak('mia', 600).end('mia').wait(300);
    expect(table.asked()).not.toContain('request');
    expect(table.machine.state).toBe('listening');
  });
});

describe('a lost session', () => {
  it('gets the running turn once more from its beginning', () => {
    const table = new TurnTable().speak('mia', 400);
    table.on({ type: 'connectionLost' });
    table.speak('mia', 200);
    table.effects.length = 0;
    table.on({ type: 'connected' });
    expect(table.effects).toContainEqual({ type: 'stream', userId: 'mia', again: true });
    table.end('mia');
    expect(table.asked()).toContain('commit mia');
  });

  it('sends nothing while there is none: what ends meanwhile is delivered and answered afterwards', () => {
    const table = new TurnTable();
    table.on({ type: 'connectionLost' });
    table.speak('mia', 400).end('mia').wait(400).speak('tom', 400).end('tom').wait(400);
    expect(table.asked()).toEqual([]);
    table.on({ type: 'connected' });
    expect(table.asked()).toEqual([
      'sendAgain',
      'stream mia',
      'commit mia',
      'confirmed',
      'stream tom',
      'commit tom',
      'request',
    ]);
  });

  it('asks again for the answer to what had only just been said', () => {
    const table = new TurnTable().speak('mia', 400).end('mia').wait(100);
    table.on({ type: 'connectionLost' });
    table.wait(1000).asked();
    table.on({ type: 'connected' });
    expect(table.asked()).toEqual(['sendAgain', 'stream mia', 'commit mia', 'request']);
  });

  it('does not make a turn of a cough into the answer', () => {
    const table = new TurnTable({ probeMs: 800 }).speak('mia', 600).end('mia').answer('r1').wait(260);
    table.speak('tom', 300).end('tom').wait(260);
    table.asked();
    table.on({ type: 'connectionLost' });
    expect(table.asked()).toEqual(['confirmed', 'falseInterruption', 'resume', 'unduck']);
  });

  it('is news only when it was lost: a voice connection that comes back sends nothing twice', () => {
    const table = new TurnTable().speak('mia', 400);
    table.asked();
    table.on({ type: 'connected' });
    expect(table.asked()).toEqual([]);
  });
});

describe('half duplex', () => {
  it('hears nobody from the confirmed end until the answer was played', () => {
    const table = new TurnTable({ mode: 'half-duplex' }).speak('mia', 600).end('mia').answer('r1').wait(260);
    table.asked();
    table.speak('tom', 900);
    expect(table.asked()).toEqual([]);
    table.on({ type: 'playbackFinished', responseId: 'r1' });
    expect(table.speak('tom', 100).asked()).toEqual(['stream tom']);
  });
});
