import { beforeEach, describe, expect, it } from 'vitest';
import type { WriteOutcome } from '../../../src/bot/transcript/transcriptPlace.ts';
import {
  MAX_PAGE_CHARACTERS,
  MAX_WAITING_LINES,
  TranscriptWriter,
  WRITE_INTERVAL_MS,
} from '../../../src/bot/transcript/transcriptWriter.ts';
import { silentLogger } from '../../../src/observe/logger.ts';
import { ManualClock } from '../../manualClock.ts';

/** A thread that keeps its messages, and answers what a test wants. */
class Thread {
  readonly channelId = 'thread';
  readonly messages: string[] = [];
  requests = 0;
  /** Answers for the next requests, instead of writing. */
  readonly next: (WriteOutcome | Error)[] = [];

  async post(content: string): Promise<WriteOutcome> {
    return this.#write(content, this.messages.length);
  }

  async edit(messageId: string, content: string): Promise<WriteOutcome> {
    return this.#write(content, Number(messageId));
  }

  #write(content: string, index: number): WriteOutcome {
    this.requests += 1;
    const wanted = this.next.shift();
    if (wanted instanceof Error) throw wanted;
    if (wanted !== undefined) return wanted;
    this.messages[index] = content;
    return { type: 'written', messageId: String(index) };
  }
}

describe('a transcript', () => {
  let thread: Thread;
  let clock: ManualClock;
  let refusals: string[];
  let pages: Map<string, string[]>;
  let writer: TranscriptWriter;
  beforeEach(() => {
    thread = new Thread();
    clock = new ManualClock();
    refusals = [];
    pages = new Map();
    writer = new TranscriptWriter({
      place: thread,
      clock,
      log: silentLogger(),
      gapLine: (count) => `${count} missing`,
      onPage: (messageId, lines) =>
        pages.set(
          messageId,
          lines.map(({ text }) => text),
        ),
      onRefused: (why) => refusals.push(why),
    });
  });

  const pass = async (ms = WRITE_INTERVAL_MS) => {
    clock.advance(ms);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };

  it('grows one message, with one request an interval for all that came', async () => {
    writer.add('one');
    await pass(0);
    writer.add('two');
    writer.add('three');
    await pass(WRITE_INTERVAL_MS - 1);
    expect(thread.messages).toEqual(['one']);
    await pass(1);
    expect(thread.messages).toEqual(['one\ntwo\nthree']);
    expect(thread.requests).toBe(2);
  });

  it('begins another message when one is full, and splits what is longer than any', async () => {
    writer.add('a'.repeat(MAX_PAGE_CHARACTERS - 10));
    writer.add(`${'b '.repeat(2500)}end`);
    for (let write = 0; write < 6; write += 1) await pass();
    expect(thread.messages.length).toBe(4);
    expect(Math.max(...thread.messages.map(({ length }) => length))).toBeLessThanOrEqual(2000);
    expect(thread.messages.at(-1)).toMatch(/^… .*end$/);
  });

  it('says how much is missing where more came than Discord takes', async () => {
    for (let line = 0; line < MAX_WAITING_LINES + 7; line += 1) writer.add(`line ${line}`);
    for (let write = 0; write < 4; write += 1) await pass();
    expect(thread.messages.join('\n')).toContain(`line ${MAX_WAITING_LINES - 1}\n7 missing`);
    await writer.settled();
  });

  it('goes on in a new message where the old one cannot be changed any more', async () => {
    writer.add('one');
    await pass(0);
    thread.next.push({ type: 'stale', why: 'gone' });
    writer.add('two');
    await pass();
    await pass();
    expect(thread.messages).toEqual(['one', 'two']);
  });

  it('tries again what failed, in order, and gives up after five failures', async () => {
    thread.next.push(new Error('500'));
    writer.add('one');
    await pass(0);
    await pass();
    expect(thread.messages).toEqual(['one']);
    for (let failure = 0; failure < 5; failure += 1) thread.next.push(new Error('500'));
    writer.add('two');
    for (let write = 0; write < 5; write += 1) await pass();
    expect(refusals).toEqual(['failing']);
    await writer.settled();
  });

  it('ends once and for all where it is refused', async () => {
    thread.next.push({ type: 'refused', why: 'gone' });
    writer.add('one');
    await pass(0);
    writer.add('two');
    await pass();
    expect(refusals).toEqual(['gone']);
    expect(thread.requests).toBe(1);
    await writer.settled();
  });

  it('forgets a person’s lines where they wait and where they stand, and tells what stands there', async () => {
    writer.add('one', ['7']);
    writer.add('two', ['8']);
    await pass(0);
    writer.add('three', ['7', '8']);
    const cleaned = writer.forget('7');
    writer.add('four', ['7']);
    await pass();
    expect(await cleaned).toBe(true);
    expect(thread.messages).toEqual(['two\nfour']);
    expect([...pages]).toEqual([['0', ['two', 'four']]]);
    expect(await writer.forget('9')).toBe(false);
  });

  it('takes lines out of a message that is on its way while it is asked to', async () => {
    writer.add('one', ['7']);
    clock.advance(0);
    const cleaned = writer.forget('7');
    await pass();
    expect(thread.requests).toBe(1);
    expect(pages.get('0')).toEqual(['one']);
    await pass();
    expect(await cleaned).toBe(true);
    expect(thread.messages).toEqual(['…']);
    expect(pages.get('0')).toEqual([]);
    writer.add('two');
    await pass();
    expect(thread.messages).toEqual(['two']);
  });

  it('keeps nobody waiting who wants to be forgotten when nothing can be written', async () => {
    writer.add('one', ['7']);
    await pass(0);
    thread.next.push({ type: 'refused', why: 'locked' });
    const cleaned = writer.forget('7');
    await pass();
    expect(await cleaned).toBe(false);
    expect(refusals).toEqual(['locked']);
    expect(await writer.forget('7')).toBe(false);
  });
});
