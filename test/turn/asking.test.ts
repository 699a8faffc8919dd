import { describe, expect, it } from 'vitest';
import { SPEECH, TurnTable } from './turnTable.ts';

describe('an answer that is owed', () => {
  it('comes when somebody else only made a noise in the pause behind the question', () => {
    const table = new TurnTable().speak('mia', 400).end('mia').wait(100);
    table.asked();
    table.speak('tom', 60).end('tom');
    expect(table.asked()).toEqual(['discardResponse undefined', 'confirmed', 'stream tom']);
    expect(table.wait(260).asked()).toEqual(['discardInput tom', 'request']);
    table.answer('r1');
    expect(table.asked()).toEqual(['play r1']);
  });

  it('comes when somebody who waited for the floor had only made a noise', () => {
    const table = new TurnTable().speak('mia', 400);
    table.on({ type: 'frame', userId: 'tom', frame: SPEECH });
    table.end('tom').speak('mia', 100).end('mia').wait(260);
    expect(table.asked().at(-1)).toBe('request');
  });

  it('is not played over somebody who has begun to speak before the verdict', () => {
    const table = new TurnTable();
    table.decision = 'wait';
    table.speak('mia', 600).end('mia').wait(300).speak('tom', 400);
    table.asked();
    table.on({ type: 'verdict', answer: true });
    expect(table.asked()).toEqual([]);
    table.end('tom');
    expect(table.asked()).toEqual(['commit tom', 'request']);
    expect(table.answer('r1').wait(260).asked()).toEqual(['confirmed', 'play r1']);
  });

  it('comes for a function that was answered while somebody spoke, even when that is not answered', () => {
    const table = new TurnTable().speak('mia', 600).end('mia').wait(260);
    table.on({ type: 'responseCreated', responseId: 'r1' });
    table.on({ type: 'toolCalled', responseId: 'r1', callId: 'c1' });
    table.on({ type: 'responseDone', responseId: 'r1' });
    table.decision = 'no';
    table.speak('tom', 700);
    table.asked();
    table.on({ type: 'toolAnswered', callId: 'c1', respond: true, authors: ['mia'] });
    expect(table.asked()).toEqual([]);
    table.end('tom').wait(260);
    expect(table.asked()).toContain('request');
  });

  it('takes a second try for the first', () => {
    const table = new TurnTable().speak('mia', 600).end('mia');
    table.on({ type: 'responseCreated', responseId: 'r1' });
    table.on({ type: 'responseRetried', responseId: 'r1' });
    table.wait(260).asked();
    expect(table.machine.state).toBe('thinking');
    expect(table.answer('r2').asked()).toEqual(['play r2']);
  });

  it('is asked for once all functions are answered, and one of them is to be spoken about', () => {
    const table = new TurnTable().speak('mia', 600).end('mia').wait(260);
    table.on({ type: 'responseCreated', responseId: 'r1' });
    for (const callId of ['c1', 'c2']) table.on({ type: 'toolCalled', responseId: 'r1', callId });
    table.on({ type: 'responseDone', responseId: 'r1' });
    table.asked();
    table.on({ type: 'toolAnswered', callId: 'c1', respond: true, authors: ['mia'] });
    table.on({ type: 'toolAnswered', callId: 'c1', respond: true, authors: ['mia'] });
    expect(table.asked()).toEqual([]);
    table.on({ type: 'toolAnswered', callId: 'c2', respond: false, authors: ['mia'] });
    expect(table.asked()).toEqual(['request']);
  });

  it('comes at once after the Talk button of one who waits for the verdict, and of nobody else', () => {
    const table = new TurnTable();
    table.decision = 'wait';
    table.speak('mia', 600).end('mia');
    table.asked();
    table.on({ type: 'talkPressed', userId: 'tom' });
    expect(table.asked()).toEqual([]);
    table.on({ type: 'talkPressed', userId: 'mia' });
    expect(table.asked()).toEqual(['request']);
  });
});
