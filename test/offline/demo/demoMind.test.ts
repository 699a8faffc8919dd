import { describe, expect, it } from 'vitest';
import { DemoMind } from '../../../src/offline/demo/demoMind.ts';
import { SCREENPLAY } from '../../../src/offline/demo/screenplay.ts';
import type { BrainTurn } from '../../../src/offline/realtime/brain.ts';

const pcm = Int16Array.of(1, 2, 3);
/** Everything that is heard was said by Ben. */
const mind = () => new DemoMind({ speak: async () => pcm, speakerOf: () => 'Ben' });

function turn(rest: { heard?: readonly string[]; output?: string }): BrainTurn {
  return {
    sessionId: 's',
    reason: 'client',
    heard: (rest.heard ?? []).map((transcript) => ({
      itemId: 'i',
      transcript,
      durationMs: 1,
      pcm: new Int16Array(0),
    })),
    written: [],
    toolOutputs: rest.output === undefined ? [] : [{ callId: 'c', name: undefined, output: rest.output }],
    userTurns: 1,
    instructions: '',
    modality: 'audio',
    tools: [],
    toolChoice: 'auto',
  };
}

const scenes = SCREENPLAY.filter(({ unanswered }) => !unanswered);

describe('DemoMind', () => {
  it.each(scenes)('has something of its own to answer where it shows "$shows"', async ({ lines, tool }) => {
    const demo = mind();
    const { parts } = await demo.think(turn({ heard: lines.flatMap(({ sentences }) => sentences) }));
    const calls = parts.filter((part) => part.type === 'functionCall').map(({ name }) => name);
    expect(calls).toEqual(tool === undefined ? [] : [tool]);
    expect(demo.said.map(({ text }) => text).join(' ')).not.toMatch(/did not make out/);
  });

  it('answers everything that was said, in its order, from what it remembers of talk to others', async () => {
    const demo = mind();
    const question = 'Parley, where is the chess board now?';
    const other = 'And how many people can play chess?';
    await demo.think(turn({ heard: ['I left it on the kitchen table.', question, other] }));
    await demo.think(turn({ heard: [other, question] }));
    expect(demo.said.map(({ text }) => text)).toEqual([
      'Ben left it on the kitchen table. Chess is for two people.',
      'Chess is for two people. I did not hear where it is.',
    ]);
  });

  it('understands nothing but what was recognised', async () => {
    const demo = mind();
    await demo.think(turn({ heard: ['Mumble.'] }));
    await demo.think(turn({}));
    expect(demo.said.map(({ text }) => text)).toEqual(
      Array(2).fill('I am sorry, I did not make out the words.'),
    );
  });

  it('speaks about what a function gave', async () => {
    const demo = mind();
    await demo.think(turn({ output: '{"data":{"zone":"America/New_York","time":"09:05"}}' }));
    await demo.think(turn({ output: '{"data":{"count":2,"names":["Mia","Tom"]}}' }));
    await demo.think(turn({ output: '{"error":"no"}' }));
    await demo.think(turn({ output: 'not JSON' }));
    expect(demo.said.map(({ text }) => text)).toEqual([
      'In New York it is 09:05 now.',
      'I hear 2 people: Mia, Tom.',
      'That did not work.',
      'I am sorry, I did not make out the words.',
    ]);
  });

  it('keeps exactly the sound that it sent', async () => {
    const demo = mind();
    const { parts } = await demo.think(turn({ heard: SCREENPLAY[0]?.lines[0]?.sentences ?? [] }));
    expect(parts[0]).toMatchObject({ type: 'speech', pcm });
    expect(demo.said[0]?.pcm).toBe(pcm);
  });
});
