import { describe, expect, it } from 'vitest';
import { BillBook } from '../../src/realtime/billBook.ts';
import { decodeServerEvent } from '../../src/realtime/decodeServerEvent.ts';

function billed(book: BillBook, event: object) {
  const decoded = decodeServerEvent(JSON.stringify(event));
  if (decoded.kind !== 'event') throw new Error(`this is ${decoded.kind}`);
  return book.billed(decoded.event, false, (responseId) => [`author of ${responseId}`]);
}

const NO_TOKENS = { cachedTextTokens: 0, cachedAudioTokens: 0, outputAudioTokens: 0 };
const TRANSCRIPT = {
  type: 'conversation.item.input_audio_transcription.completed',
  item_id: 'i',
  transcript: 'Hi.',
};

describe('what the server bills', () => {
  it('counts once, however often its end is told', () => {
    const book = new BillBook('m');
    const done = {
      type: 'response.done',
      response: { id: 'r', status: 'cancelled', usage: { input_tokens: 9, output_tokens: 2 } },
    };
    const usage = { ...NO_TOKENS, inputTextTokens: 9, inputAudioTokens: 0, outputTextTokens: 2 };
    expect(billed(book, done)).toEqual({
      kind: 'response',
      model: 'm',
      responseId: 'r',
      authorIds: ['author of r'],
      usage,
      aside: false,
    });
    expect(billed(book, done)).toBeUndefined();
  });

  it('is a transcription’s tokens, of sound where nothing else is said, or its seconds', () => {
    const tokens = billed(new BillBook('m'), {
      ...TRANSCRIPT,
      usage: { type: 'tokens', input_tokens: 14, output_tokens: 3, total_tokens: 17 },
    });
    expect(tokens).toMatchObject({
      usage: { inputAudioTokens: 14, inputTextTokens: 0, outputTextTokens: 3 },
    });
    const seconds = billed(new BillBook('m'), { ...TRANSCRIPT, usage: { type: 'duration', seconds: 2.5 } });
    expect(seconds).toMatchObject({ kind: 'transcription', itemId: 'i', durationMs: 2500 });
  });

  it('is nothing where nothing is told', () => {
    expect(billed(new BillBook('m'), TRANSCRIPT)).toBeUndefined();
    expect(billed(new BillBook('m'), { type: 'response.done', response: { id: 'r' } })).toBeUndefined();
  });
});
