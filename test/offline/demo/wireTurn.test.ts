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

const response = (id: string, status = 'in_progress') => ({ response: { id, status } });
const delta = (id: string): Told => ['response.output_audio.delta', { response_id: id }];
const request: Told = ['response.create', {}, 'fromClient'];

describe('readWireTurn', () => {
  it('reads an interrupting turn: late deltas of the answer before it are not its own', () => {
    const turn = readWireTurn(
      recorded(
        delta('old'),
        ['conversation.item.truncate', { audio_end_ms: 2_500 }, 'fromClient'],
        request,
        ['response.created', response('r1')],
        delta('old'),
        delta('r1'),
        delta('r1'),
      ),
    );
    expect(turn).toEqual({
      askedMs: 200,
      firstDeltaMs: 500,
      asked: 1,
      takenBackMs: [],
      toolCall: undefined,
      truncatedToMs: 2_500,
    });
  });

  it('tells what was asked for too early from what was answered', () => {
    const turn = readWireTurn(
      recorded(
        request,
        ['response.created', response('r1')],
        ['response.done', response('r1', 'cancelled')],
        request,
        ['response.created', response('r2')],
        delta('r2'),
        ['response.done', response('r2', 'completed')],
      ),
    );
    expect(turn).toMatchObject({ askedMs: 300, firstDeltaMs: 500, asked: 1, takenBackMs: [0] });
  });

  it('joins a function call with the output of that call', () => {
    const output = (call: string, text: string): Told => [
      'conversation.item.create',
      { item: { type: 'function_call_output', call_id: call, output: text } },
      'fromClient',
    ];
    const called = { name: 'current_time', arguments: '{}', call_id: 'b', response_id: 'r1' };
    const { toolCall } = readWireTurn(
      recorded(
        request,
        ['response.created', response('r1')],
        ['response.function_call_arguments.done', called],
        output('a', 'wrong'),
        output('b', 'right'),
      ),
    );
    expect(toolCall).toEqual({ name: 'current_time', arguments: '{}', output: 'right', calledMs: 200 });
  });

  it('leaves open what did not happen', () => {
    const nothing = { askedMs: undefined, firstDeltaMs: undefined, asked: 0, toolCall: undefined };
    expect(readWireTurn([])).toMatchObject(nothing);
    expect(readWireTurn(recorded(delta('old')))).toMatchObject(nothing);
  });
});
