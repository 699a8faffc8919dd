import { describe, expect, it } from 'vitest';
import { ChangeSignal } from '../../../src/offline/discord/changeSignal.ts';

describe('waiting for a change', () => {
  it('answers at once, or when it is told', async () => {
    const signal = new ChangeSignal();
    let value: string | undefined = 'now';
    expect(await signal.until('a value', () => value)).toBe('now');
    value = undefined;
    const later = signal.until('a value', () => value);
    value = 'later';
    signal.notify();
    expect(await later).toBe('later');
  });

  it('says what did not come', async () => {
    const waiting = new ChangeSignal().until('the moon', () => undefined, 1);
    await expect(waiting).rejects.toThrow('waited 1 ms for the moon');
  });

  it('passes on what the look throws, and fails all when closed', async () => {
    const signal = new ChangeSignal();
    const thrown = signal.until('x', () => {
      throw new Error('never');
    });
    await expect(thrown).rejects.toThrow('never');
    const waiting = signal.until('y', () => undefined);
    signal.close(new Error('closed'));
    await expect(waiting).rejects.toThrow('closed');
    await expect(signal.until('z', () => undefined)).rejects.toThrow('closed');
    expect(await signal.until('known', () => 1)).toBe(1);
  });
});
