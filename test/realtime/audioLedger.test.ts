import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AudioLedger, MAX_PARTS } from '../../src/realtime/audioLedger.ts';

const PART = { responseId: 'r', itemId: 'i', contentIndex: 0 };
const BYTES_PER_MS = 48;

function ledgerWith(receivedMs: number, done = false): AudioLedger {
  const ledger = new AudioLedger();
  ledger.received(PART, receivedMs * BYTES_PER_MS);
  if (done) ledger.done(PART);
  return ledger;
}

describe('the ledger of received sound', () => {
  it('cuts where the hearing ended, in whole ms', () => {
    expect(ledgerWith(500).cut(PART, 123.9)).toEqual({ kind: 'truncate', audioEndMs: 123 });
  });

  it('never cuts beyond what was received', () => {
    const ledger = new AudioLedger();
    ledger.received(PART, 100 * BYTES_PER_MS + 46);
    expect(ledger.cut(PART, 9_999)).toEqual({ kind: 'truncate', audioEndMs: 100 });
  });

  it('leaves alone what was heard to its end', () => {
    expect(ledgerWith(500, true).cut(PART, 500)).toEqual({ kind: 'nothing' });
    expect(ledgerWith(500, true).cut(PART, 499)).toEqual({ kind: 'truncate', audioEndMs: 499 });
  });

  it.each([0, 0.99, -5])('deletes what was heard for %f ms', (heardMs) => {
    expect(ledgerWith(500).cut(PART, heardMs)).toEqual({ kind: 'delete' });
  });

  it('cuts again only if it gets shorter', () => {
    const ledger = ledgerWith(500);
    ledger.cut(PART, 200);
    expect(ledger.cut(PART, 300)).toEqual({ kind: 'nothing' });
    expect(ledger.cut(PART, 200)).toEqual({ kind: 'nothing' });
    expect(ledger.cut(PART, 0)).toEqual({ kind: 'delete' });
    expect(ledger.cut(PART, 0)).toEqual({ kind: 'nothing' });
  });

  it('says nothing of what it never received, or is told nonsense about', () => {
    expect(ledgerWith(500).cut({ ...PART, itemId: 'other' }, 10)).toEqual({ kind: 'nothing' });
    expect(ledgerWith(500).cut(PART, Number.NaN)).toEqual({ kind: 'nothing' });
  });

  it('counts each part of an answer for itself', () => {
    const ledger = ledgerWith(500);
    ledger.received({ ...PART, itemId: 'second' }, 40 * BYTES_PER_MS);
    expect(ledger.cut({ ...PART, itemId: 'second' }, 400)).toEqual({ kind: 'truncate', audioEndMs: 40 });
  });

  it('forgets deleted items, everything on a new session, and the oldest parts', () => {
    const ledger = ledgerWith(500);
    ledger.deleted('i');
    expect(ledger.size).toBe(0);
    for (let index = 0; index < MAX_PARTS * 2; index += 1) {
      ledger.received({ ...PART, contentIndex: index }, 960);
    }
    expect(ledger.size).toBe(MAX_PARTS);
    expect(ledger.cut({ ...PART, contentIndex: 0 }, 10)).toEqual({ kind: 'nothing' });
    ledger.clear();
    expect(ledger.size).toBe(0);
  });

  it('holds to the rules whatever is received and heard', () => {
    const step = fc.oneof(
      fc.record({ bytes: fc.integer({ min: 0, max: 5_000 }) }),
      fc.record({ heardMs: fc.double({ min: -10, max: 2_000 }) }),
      fc.constant('done' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const ledger = new AudioLedger();
        let bytes = 0;
        let kept = Number.POSITIVE_INFINITY;
        for (const one of steps) {
          if (one === 'done') ledger.done(PART);
          else if ('bytes' in one) {
            ledger.received(PART, one.bytes);
            bytes += one.bytes;
          } else {
            const cut = ledger.cut(PART, one.heardMs);
            if (cut.kind === 'nothing') continue;
            const endMs = cut.kind === 'delete' ? 0 : cut.audioEndMs;
            expect(Number.isInteger(endMs)).toBe(true);
            expect(endMs * BYTES_PER_MS).toBeLessThanOrEqual(bytes);
            expect(endMs).toBeLessThan(kept);
            if (cut.kind === 'truncate') expect(endMs).toBeGreaterThanOrEqual(1);
            kept = endMs;
          }
        }
      }),
    );
  });
});
