import { describe, expect, it } from 'vitest';
import { Counters } from '../../src/realtime/counters.ts';
import { MAX_HISTORY_ENTRIES } from '../../src/realtime/history.ts';
import { Memory, SUMMARY_PAUSE_MS } from '../../src/realtime/memory.ts';
import { ManualClock } from '../manualClock.ts';

/** A memory, and what the model was asked to write; it writes when it is told to. */
class MemoryUnderTest {
  readonly clock = new ManualClock();
  readonly counters = new Counters();
  readonly asked: string[] = [];
  answer: (text: string | undefined) => void = () => undefined;
  readonly memory = new Memory({
    clock: this.clock,
    counters: this.counters,
    write: (_instructions, input) => {
      this.asked.push(input);
      return new Promise((resolve) => {
        this.answer = resolve;
      });
    },
  });
  #said = 0;

  say(sentences: number): void {
    for (let count = 0; count < sentences; count++) {
      this.#said += 1;
      this.memory.add({ type: 'said', atMs: this.#said, userId: 'mia', name: 'Mia', text: `${this.#said}` });
    }
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a conversation that grows too long to be remembered word by word', () => {
  it('is summed up by the model, its older half, once', async () => {
    const under = new MemoryUnderTest();
    under.say(85);
    expect(under.asked).toHaveLength(1);
    expect(under.asked[0]?.split('\n')[0]).toBe('Mia: 1');
    under.answer('Mia counted.');
    await settled();
    const [first, second] = under.memory.entries;
    expect(first).toEqual({ type: 'note', atMs: 1, text: 'Summary of what was said earlier: Mia counted.' });
    expect(second).toMatchObject({ text: '41' });
    expect(under.counters.view).toEqual({ summaries: 1 });
  });

  it('forgets its beginning where no summary comes, and does not ask at every word', async () => {
    const under = new MemoryUnderTest();
    under.say(85);
    under.answer(undefined);
    await settled();
    under.say(MAX_HISTORY_ENTRIES);
    expect(under.asked).toHaveLength(1);
    expect(under.memory.entries).toHaveLength(MAX_HISTORY_ENTRIES);
    expect(under.counters.view).toEqual({ summariesFailed: 1, historyForgotten: 85 });
    under.clock.advance(SUMMARY_PAUSE_MS);
    under.say(1);
    expect(under.asked).toHaveLength(2);
  });
});
