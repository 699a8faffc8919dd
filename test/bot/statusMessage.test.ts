import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MessageView, textView } from '../../src/bot/messageView.ts';
import type { EditableMessage, EditOutcome } from '../../src/bot/postedMessage.ts';
import { EDIT_INTERVAL_MS, StatusMessage } from '../../src/bot/statusMessage.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import { ManualClock } from '../manualClock.ts';

/** A message on which each edit takes a while, and may fail. */
class SlowMessage implements EditableMessage {
  readonly edits: { atMs: number; content: string | undefined }[] = [];
  deleted = false;
  outcome: EditOutcome | 'fails' = 'shown';
  readonly #clock: ManualClock;
  readonly #editMs: number;

  constructor(clock: ManualClock, editMs: number) {
    this.#clock = clock;
    this.#editMs = editMs;
  }

  edit(view: MessageView): Promise<EditOutcome> {
    this.edits.push({ atMs: this.#clock.nowMs(), content: view.content });
    return new Promise((resolve, reject) => {
      this.#clock.after(this.#editMs, () => {
        if (this.outcome === 'fails') reject(new Error('Discord is out of order'));
        else resolve(this.outcome);
      });
    });
  }

  async delete(): Promise<void> {
    this.deleted = true;
  }
}

function statusOf(editMs = 0) {
  const clock = new ManualClock();
  const message = new SlowMessage(clock, editMs);
  const status = new StatusMessage(message, textView('posted'), clock, silentLogger());
  return { clock, message, status };
}

/** Lets time go by in small steps, promises settled in between. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    clock.advance(50);
    for (let turn = 0; turn < 4; turn++) await Promise.resolve();
  }
}

describe('StatusMessage', () => {
  it('waits after posting, then shows only the newest state', async () => {
    const { clock, message, status } = statusOf();
    status.show(textView('a'));
    status.show(textView('b'));
    await pass(clock, EDIT_INTERVAL_MS - 50);
    expect(message.edits).toEqual([]);
    await pass(clock, 100);
    expect(message.edits.map(({ content }) => content)).toEqual(['b']);
    expect(clock.pending).toBe(0);
  });

  it('shows a state at once after a quiet time', async () => {
    const { clock, message, status } = statusOf();
    await pass(clock, 10_000);
    status.show(textView('a'));
    await pass(clock, 50);
    expect(message.edits).toHaveLength(1);
  });

  it('does not edit what came back to what is shown', async () => {
    const { clock, message, status } = statusOf();
    status.show(textView('a'));
    status.show(textView('posted'));
    await pass(clock, 10_000);
    expect(message.edits).toEqual([]);
    await status.settled();
  });

  it('never edits twice within the interval, and shows the last state in the end', async () => {
    const steps = fc.array(
      fc.record({ state: fc.constantFrom('a', 'b', 'c'), thenMs: fc.integer({ min: 0, max: 40 }) }),
      { minLength: 1, maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 0, max: 3000 }), async (states, editMs) => {
        const { clock, message, status } = statusOf(editMs);
        for (const { state, thenMs } of states) {
          status.show(textView(state));
          await pass(clock, thenMs * 50);
        }
        await pass(clock, 2 * (EDIT_INTERVAL_MS + editMs) + 100);
        await status.settled();
        expect(message.edits.at(-1)?.content ?? 'posted').toBe(
          message.edits.length === 0 ? 'posted' : states.at(-1)?.state,
        );
        message.edits.forEach(({ atMs }, index) => {
          const before = message.edits[index - 1]?.atMs ?? 0;
          expect(atMs - before).toBeGreaterThanOrEqual(EDIT_INTERVAL_MS);
        });
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('tries again after a failure, but not for ever', async () => {
    const { clock, message, status } = statusOf();
    message.outcome = 'fails';
    status.show(textView('a'));
    await pass(clock, 60_000);
    expect(message.edits).toHaveLength(5);
    await status.settled();
    message.outcome = 'shown';
    status.show(textView('b'));
    await pass(clock, 60_000);
    expect(message.edits.at(-1)?.content).toBe('b');
    expect(message.edits).toHaveLength(6);
  });

  it('lets a message be that is gone', async () => {
    const { clock, message, status } = statusOf();
    message.outcome = 'gone';
    status.show(textView('a'));
    await pass(clock, 3000);
    status.show(textView('b'));
    await pass(clock, 10_000);
    expect(message.edits).toHaveLength(1);
    await status.settled();
  });

  it('edits no more once removed', async () => {
    const { clock, message, status } = statusOf();
    status.show(textView('a'));
    await status.remove();
    expect(message.deleted).toBe(true);
    await pass(clock, 10_000);
    expect(message.edits).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
