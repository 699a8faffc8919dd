import { describe, expect, it } from 'vitest';
import { DemoMind } from '../../../src/offline/demo/demoMind.ts';
import { SCREENPLAY } from '../../../src/offline/demo/screenplay.ts';
import type { BrainTurn } from '../../../src/offline/realtime/brain.ts';

const pcm = Int16Array.of(1, 2, 3);
const mind = () => new DemoMind({ speak: async () => pcm, speakerOf: () => 'Ben' });

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
  const answered = SCREENPLAY.filter((scene) => !scene.unanswered);
  it.each(answered)('has something of its own to answer where it $shows', async ({ lines, tool }) => {
    const demo = mind();
    const calls: string[] = [];
    for (const sentence of lines.flatMap(({ sentences }) => sentences)) {
      const { parts } = await demo.think(turn({ heard: sentence }));
      for (const part of parts) if (part.type === 'functionCall') calls.push(part.name);
    }
    expect(calls).toEqual(tool === undefined ? [] : [tool]);
    const understood = demo.said.filter(({ text }) => !/did not make out/.test(text));
    expect(understood.length + calls.length).toBeGreaterThan(0);
  });

  it('knows who said what nobody said to it', async () => {
    const demo = mind();
    const told = turn({ heard: 'I left it on the kitchen table.' }).heard;
    const asked = turn({ heard: 'Parley, where is the chess board now?' });
    await demo.think({ ...asked, heard: [...told, ...asked.heard] });
    await demo.think(asked);
    expect(demo.said.map(({ text }) => text)).toEqual([
      'Ben left it on the kitchen table.',
      'I did not hear where it is.',
    ]);
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
      'I hear 2 people: Mia, Tom.',
      'That did not work.',
      'I am sorry, I did not make out the words.',
    ]);
  });

  it('keeps exactly the sound that it sent', async () => {
    const demo = mind();
    const { parts } = await demo.think(turn({ heard: SCREENPLAY[0]?.lines[0]?.sentences[0] ?? '' }));
    expect(parts[0]).toMatchObject({ type: 'speech', pcm });
    expect(demo.said[0]?.pcm).toBe(pcm);
  });
});
