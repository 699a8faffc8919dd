import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planAnswer } from '../../../src/offline/realtime/answerPlan.ts';
import type { BrainTurn } from '../../../src/offline/realtime/brain.ts';
import { defaultBrain } from '../../../src/offline/realtime/defaultBrain.ts';
import { DEFAULT_PACING } from '../../../src/offline/realtime/modelScript.ts';
import { textTokens, transcriptionUsage } from '../../../src/offline/realtime/usage.ts';

const pacing = { ...DEFAULT_PACING, chunkMs: 100, rate: 4 };

describe('planAnswer', () => {
  it('says every sample and every word once, in order and at the asked rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60_000 }),
        fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 20, max: 400 }),
        (samples, words, chunkMs) => {
          const text = words.join(' ');
          const pcm = Int16Array.from({ length: samples }, (_, index) => index % 1_000);
          const plan = planAnswer([{ type: 'speech', text, pcm }], { ...pacing, chunkMs }, 'inf');
          const sound = plan.beats.flatMap((beat) => (beat.type === 'audio' ? [...beat.pcm] : []));
          expect(sound).toEqual([...pcm]);
          expect(plan.beats.map((beat) => (beat.type === 'words' ? beat.text : '')).join('')).toBe(text);
          expect(plan.endMs).toBeCloseTo(samples / 24 / 4, 3);
          const times = plan.beats.map((beat) => beat.atMs);
          expect(times).toEqual(times.toSorted((a, b) => a - b));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('never says more than the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (limit) => {
        const parts = [{ type: 'speech' as const, text: 'one two three', pcm: new Int16Array(96_000) }];
        const plan = planAnswer(parts, pacing, limit);
        const audioMs = plan.beats.reduce(
          (sum, beat) => sum + (beat.type === 'audio' ? beat.pcm.length / 24 : 0),
          0,
        );
        expect(audioMs / 50).toBeLessThanOrEqual(limit);
        expect(plan.end.status).toBe(audioMs < 4_000 ? 'incomplete' : 'completed');
      }),
    );
  });
});

describe('the default brain', () => {
  const turn = (change: Partial<BrainTurn>): BrainTurn => ({
    sessionId: 's',
    reason: 'vad',
    heard: [],
    written: [],
    toolOutputs: [],
    userTurns: 1,
    instructions: '',
    modality: 'audio',
    tools: [],
    toolChoice: 'auto',
    ...change,
  });
  const heard = (transcript: string | undefined, durationMs = 2_300) => [
    { itemId: 'i', transcript, durationMs, pcm: new Int16Array(0) },
  ];
  const tools = [
    {
      type: 'function' as const,
      name: 'current_time',
      parameters: { type: 'object', properties: { zone: { type: 'string' } }, required: ['zone'] },
    },
    { type: 'function' as const, name: 'who_is_here' },
  ];

  it.each([
    [turn({ heard: heard('Nice day.'), userTurns: 3 }), 'You said: Nice day. That was your third sentence.'],
    [turn({ heard: heard(undefined) }), 'I heard 2.3 seconds of sound, but I did not make out the words.'],
    [turn({ reason: 'idle' }), 'Are you still there?'],
    [turn({ reason: 'client' }), 'Hello. I am listening.'],
    [turn({ written: ['hi'] }), 'You wrote: hi'],
    [turn({ toolOutputs: [{ callId: 'c', name: 't', output: '{"time":"07:00"}' }] }), "It is 7 o'clock."],
    [
      turn({ toolOutputs: [{ callId: 'c', name: 't', output: '{"people":["Ann","Bo"],"n":2}' }] }),
      'The answer is: Ann, Bo, 2',
    ],
  ])('answers in a sentence that depends on what came', (input, text) => {
    expect(defaultBrain(input).parts).toEqual([{ type: 'speech', text }]);
  });

  it.each([
    ['What time is it?', 'current_time', { zone: 'UTC' }],
    ['Tell me the time in Paris.', 'current_time', { zone: 'Europe/Paris' }],
    ['Who is in this channel?', 'who_is_here', {}],
  ])('calls a function for "%s"', (words, name, args) => {
    expect(defaultBrain(turn({ heard: heard(words), tools })).parts).toEqual([
      { type: 'functionCall', name, arguments: args },
    ]);
  });

  it('calls none when it may not, and the named one when it must', () => {
    const time = { heard: heard('What time is it?'), tools };
    expect(defaultBrain(turn({ ...time, toolChoice: 'none' })).parts[0]?.type).toBe('speech');
    const forced = { type: 'function' as const, name: 'who_is_here' };
    expect(defaultBrain(turn({ ...time, toolChoice: forced })).parts[0]).toMatchObject({
      name: 'who_is_here',
    });
    expect(defaultBrain(turn({ heard: heard('Hm.'), tools, toolChoice: 'required' })).parts[0]).toMatchObject(
      {
        name: 'current_time',
      },
    );
  });
});

describe('usage', () => {
  it('counts words and bills transcription by the model', () => {
    expect(textTokens('one two three')).toBe(4);
    expect(textTokens('')).toBe(0);
    expect(transcriptionUsage('whisper-1', 2_300, 'x')).toEqual({ type: 'duration', seconds: 3 });
    expect(transcriptionUsage('gpt-transcribe', 2_300, 'one two')).toMatchObject({
      type: 'tokens',
      input_tokens: 23,
      output_tokens: 3,
      total_tokens: 26,
    });
  });
});
