import { describe, expect, it } from 'vitest';
import { readWireTurn } from '../../../src/offline/demo/wireTurn.ts';
import type { RecordedEvent } from '../../../src/offline/realtime/recording.ts';

type Told = [type: string, event?: Record<string, unknown>, direction?: RecordedEvent['direction']];

function recorded(...told: Told[]): RecordedEvent[] {
  return told.map(([type, event = {}, direction = 'toClient'], index) => ({
    index,
    atMs: index * 100,
    sessionId: 's',
    direction,
    type,
    event: { type, ...event },
  }));
}

describe('readWireTurn', () => {
  it('reads an interrupting turn: late deltas of the answer before it are not its own', () => {
    const turn = readWireTurn(
      recorded(
        ['input_audio_buffer.speech_started'],
        ['response.output_audio.delta'],
        ['conversation.item.truncate', { audio_end_ms: 2_500 }, 'fromClient'],
        ['input_audio_buffer.speech_stopped'],
        ['conversation.item.input_audio_transcription.completed', { transcript: 'Wait.' }],
        ['response.output_audio.delta'],
        ['response.output_audio.delta'],
      ),
    );
    expect(turn).toEqual({
      speechStartedMs: 0,
      truncatedToMs: 2_500,
      knownOverMs: 300,
      understood: 'Wait.',
      firstDeltaMs: 500,
      toolCall: undefined,
    });
  });

  it('joins a function call with the output of that call', () => {
    const output = (call: string, text: string): Told => [
      'conversation.item.create',
      { item: { type: 'function_call_output', call_id: call, output: text } },
      'fromClient',
    ];
    const { toolCall } = readWireTurn(
      recorded(
        ['response.function_call_arguments.done', { name: 'current_time', arguments: '{}', call_id: 'b' }],
        output('a', 'wrong'),
        output('b', 'right'),
      ),
    );
    expect(toolCall).toEqual({ name: 'current_time', arguments: '{}', output: 'right', calledMs: 0 });
  });

  it('leaves open what did not happen', () => {
    expect(Object.values(readWireTurn([])).filter((value) => value !== undefined)).toEqual([]);
    expect(readWireTurn(recorded(['response.output_audio.delta'])).firstDeltaMs).toBeUndefined();
  });
});
