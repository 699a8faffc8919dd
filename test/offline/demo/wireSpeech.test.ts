import { describe, expect, it } from 'vitest';
import { joinedBySpeaker, readWireSpeech } from '../../../src/offline/demo/wireSpeech.ts';
import { recorded, type Told } from './recordedEvents.ts';

const SECOND_BYTES = 48_000;

const note = (text: string): Told => [
  'conversation.item.create',
  { item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] } },
  'fromClient',
];
const append: Told = ['input_audio_buffer.append', { audioBytes: SECOND_BYTES }, 'fromClient'];
const commit: Told = ['input_audio_buffer.commit', {}, 'fromClient'];
const clear: Told = ['input_audio_buffer.clear', {}, 'fromClient'];
const committed = (id: string): Told => ['input_audio_buffer.committed', { item_id: id }];
const understood = (id: string, transcript: string): Told => [
  'conversation.item.input_audio_transcription.completed',
  { item_id: id, transcript },
];

describe('readWireSpeech', () => {
  it('gives each item its speaker, its length and its words, however late they come', () => {
    const speeches = readWireSpeech(
      recorded(
        note('[Tom is speaking]'),
        append,
        append,
        commit,
        note('[Mia is speaking]'),
        append,
        commit,
        committed('a'),
        committed('b'),
        understood('b', 'Second.'),
        understood('a', 'First.'),
        note('[Ben joined]'),
        append,
        commit,
      ),
    );
    expect(
      speeches.map(({ itemId, speaker, streamedMs, words }) => [itemId, speaker, streamedMs, words]),
    ).toEqual([
      ['a', 'Tom', 2_000, 'First.'],
      ['b', 'Mia', 1_000, 'Second.'],
      [undefined, 'Mia', 1_000, undefined],
    ]);
  });

  it('forgets what was cleared or deleted', () => {
    const forget: Told = ['conversation.item.delete', { item_id: 'a' }, 'fromClient'];
    const speeches = readWireSpeech(
      recorded(append, clear, append, commit, committed('a'), forget, append, commit, committed('b')),
    );
    expect(speeches.map(({ itemId, streamedMs }) => [itemId, streamedMs])).toEqual([['b', 1_000]]);
  });

  it('joins what one person said in several items', () => {
    const speeches = readWireSpeech(
      recorded(
        note('[Mia is speaking]'),
        append,
        commit,
        committed('a'),
        understood('a', '(1.0 seconds of sound)'),
        append,
        commit,
        committed('b'),
        understood('b', 'One more thing.'),
        append,
        commit,
        committed('c'),
        understood('c', 'What time is it?'),
      ),
    );
    expect(joinedBySpeaker(speeches)).toMatchObject([
      { speaker: 'Mia', streamedMs: 3_000, words: 'One more thing. What time is it?' },
    ]);
  });
});
