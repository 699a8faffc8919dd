import { describe, expect, it } from 'vitest';
import { DemoMind } from '../../../src/offline/demo/demoMind.ts';
import { SCREENPLAY } from '../../../src/offline/demo/screenplay.ts';
import type { BrainTurn } from '../../../src/offline/realtime/brain.ts';

const pcm = Int16Array.of(1, 2, 3);
const mind = () => new DemoMind(async () => pcm);

function turn(rest: { heard?: string; output?: string }): BrainTurn {
  return {
    sessionId: 's',
    reason: 'vad',
    heard:
      rest.heard === undefined
        ? []
        : [{ itemId: 'i', transcript: rest.heard, durationMs: 1, pcm: new Int16Array(0) }],
    written: [],
    toolOutputs: rest.output === undefined ? [] : [{ callId: 'c', name: undefined, output: rest.output }],
    userTurns: 1,
    instructions: '',
    modality: 'audio',
    tools: [],
    toolChoice: 'auto',
  };
}

describe('DemoMind', () => {
  it.each(SCREENPLAY)('has something of its own to answer to "$words"', async ({ words, tool }) => {
    const demo = mind();
    const { parts } = await demo.think(turn({ heard: words }));
    const calls = parts.filter((part) => part.type === 'functionCall').map(({ name }) => name);
    expect(calls).toEqual(tool === undefined ? [] : [tool]);
    expect(demo.said.map(({ text }) => text).join(' ')).not.toMatch(/did not make out/);
  });

  it('understands nothing but what was recognised', async () => {
    const demo = mind();
    await demo.think(turn({ heard: 'Mumble.' }));
    await demo.think(turn({}));
    expect(demo.said.map(({ text }) => text)).toEqual(
      Array(2).fill('I am sorry, I did not make out the words.'),
    );
  });

  it('speaks about what a function gave', async () => {
    const demo = mind();
    await demo.think(turn({ output: '{"zone":"America/New_York","time":"09:05"}' }));
    await demo.think(turn({ output: '{"count":2,"names":["Mia","Tom"]}' }));
    await demo.think(turn({ output: '{"error":"no"}' }));
    await demo.think(turn({ output: 'not JSON' }));
    expect(demo.said.map(({ text }) => text)).toEqual([
      'In New York it is 09:05 now.',
      'I hear 2 people: Mia and Tom.',
      'That did not work.',
      'I am sorry, I did not make out the words.',
    ]);
  });

  it('keeps exactly the sound that it sent', async () => {
    const demo = mind();
    const { parts } = await demo.think(turn({ heard: SCREENPLAY[0]?.words ?? '' }));
    expect(parts[0]).toMatchObject({ type: 'speech', pcm });
    expect(demo.said[0]?.pcm).toBe(pcm);
  });
});
