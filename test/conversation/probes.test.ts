import { describe, expect, it } from 'vitest';
import type { CommittedSpeech } from '../../src/conversation/commitBook.ts';
import { Probes } from '../../src/conversation/probes.ts';

const speech = (number: number): CommittedSpeech => ({ userId: 'mia', purpose: 'probe', number });

function stand() {
  const deleted: string[] = [];
  return { probes: new Probes((itemId) => deleted.push(itemId)), deleted };
}

describe('what was said to see whether it was a stop word', () => {
  it('is forgotten, all of it, when it was none', () => {
    const { probes, deleted } = stand();
    for (const number of [1, 2]) probes.sent(speech(number));
    probes.committed(speech(1), 'i1');
    probes.forget();
    expect(deleted).toEqual(['i1']);
    probes.committed(speech(2), 'i2');
    expect(deleted).toEqual(['i1', 'i2']);
  });

  it('stays when it was one, or the beginning of a turn', () => {
    const { probes, deleted } = stand();
    probes.sent(speech(1));
    probes.committed(speech(1), 'i1');
    probes.sent(speech(2));
    probes.keep();
    probes.committed(speech(2), 'i2');
    probes.forget();
    expect(deleted).toEqual([]);
  });

  it('is not waited for when the server refused it', () => {
    const { probes, deleted } = stand();
    probes.sent(speech(1));
    probes.forget();
    probes.refused(speech(1));
    probes.committed(speech(1), 'another');
    expect(deleted).toEqual([]);
  });
});
