import { describe, expect, it } from 'vitest';
import { readWireTurn } from '../../../src/offline/demo/wireTurn.ts';
import { recorded, type Told } from './recordedEvents.ts';

const request: Told = ['response.create', {}, 'fromClient'];
const created = (id: string): Told => ['response.created', { response: { id, status: 'in_progress' } }];
const delta = (id: string): Told => ['response.output_audio.delta', { response_id: id }];
const done = (id: string, status = 'completed'): Told => ['response.done', { response: { id, status } }];

describe('readWireTurn', () => {
  it('reads an interrupting turn: late deltas of the answer before it are not its own', () => {
    const turn = readWireTurn(
      recorded(
        delta('old'),
        ['conversation.item.truncate', { audio_end_ms: 2_500 }, 'fromClient'],
        done('old', 'cancelled'),
        request,
        created('new'),
        delta('old'),
        delta('new'),
        delta('new'),
      ),
    );
    expect(turn).toEqual({
      askedMs: 300,
      firstDeltaMs: 600,
      asked: 1,
      takenBackMs: [],
      toolCall: undefined,
      truncatedToMs: 2_500,
    });
  });

  it('tells what was taken back from what was wanted', () => {
    const turn = readWireTurn(
      recorded(request, created('a'), done('a', 'cancelled'), request, created('b'), delta('b'), done('b')),
    );
    expect(turn).toMatchObject({ askedMs: 300, firstDeltaMs: 500, asked: 1, takenBackMs: [0] });
  });

  it('does not call an answer taken back that was heard and then interrupted', () => {
    const turn = readWireTurn(recorded(request, created('a'), delta('a'), done('a', 'cancelled')));
    expect(turn).toMatchObject({ askedMs: 0, firstDeltaMs: 200, asked: 1, takenBackMs: [] });
  });

  it('joins a function call with the output of that call', () => {
    const output = (call: string, text: string): Told => [
      'conversation.item.create',
      { item: { type: 'function_call_output', call_id: call, output: text } },
      'fromClient',
    ];
    const call = (response: string, id: string): Told => [
      'response.function_call_arguments.done',
      { name: 'current_time', arguments: '{}', call_id: id, response_id: response },
    ];
    const turn = readWireTurn(
      recorded(
        request,
        created('back'),
        call('back', 'a'),
        done('back', 'cancelled'),
        request,
        created('r'),
        call('r', 'b'),
        output('a', 'wrong'),
        output('b', 'right'),
        request,
        created('s'),
        delta('s'),
      ),
    );
    expect(turn.toolCall).toEqual({ name: 'current_time', arguments: '{}', output: 'right', calledMs: 600 });
    expect(turn).toMatchObject({ askedMs: 400, firstDeltaMs: 1_100, asked: 2 });
  });

  it('leaves open what did not happen', () => {
    expect(readWireTurn([])).toMatchObject({ askedMs: undefined, firstDeltaMs: undefined, asked: 0 });
    expect(readWireTurn(recorded(delta('a'))).firstDeltaMs).toBeUndefined();
  });
});
