import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import { ReminderStore } from '../../src/store/reminderStore.ts';
import { openStore } from '../../src/store/store.ts';
import { ReminderKeeper } from '../../src/tools/reminderKeeper.ts';
import { ManualClock } from '../manualClock.ts';

async function keeper() {
  const db = await openStore({ kind: 'memory' }, silentLogger());
  onTestFinished(() => db.close());
  const clock = new ManualClock();
  const store = new ReminderStore(db);
  const made = () => new ReminderKeeper({ store, clock, epochMs: () => clock.nowMs(), log: silentLogger() });
  const add = (text: string, dueAtMs: number) =>
    store.add({ guildId: '1', userId: '2', textChannelId: '3', text, dueAtMs });
  /** Lets real database calls end. */
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, store, made, add, settle };
}

describe('ReminderKeeper', () => {
  it('delivers each when it is due, in order, once', async () => {
    const { clock, store, made, add, settle } = await keeper();
    await add('second', 5000);
    await add('first', 3000);
    const told: string[] = [];
    made().start(async ({ text }) => void told.push(text));
    await settle();
    expect(told).toEqual([]);
    clock.advance(3000);
    await settle();
    expect(told).toEqual(['first']);
    clock.advance(2000);
    await settle();
    expect(told).toEqual(['first', 'second']);
    expect(await store.next()).toBeUndefined();
  });

  it('hears of one that is added and due before all others', async () => {
    const { clock, made, add, settle } = await keeper();
    const told: string[] = [];
    const one = made();
    one.start(async ({ text }) => void told.push(text));
    await settle();
    await add('soon', 100);
    one.look();
    await settle();
    clock.advance(100);
    await settle();
    expect(told).toEqual(['soon']);
  });

  it('delivers at the next start what was due meanwhile', async () => {
    const { clock, made, add, settle } = await keeper();
    const first = made();
    first.start(async () => {});
    await settle();
    await add('missed', 1000);
    first.stop();
    clock.advance(5000);
    const told: string[] = [];
    made().start(async ({ text }) => void told.push(text));
    await settle();
    expect(told).toEqual(['missed']);
    expect(clock.pending).toBe(0);
  });

  it('tries again when a delivery fails, and gives up after a day', async () => {
    const { clock, store, made, add, settle } = await keeper();
    await add('hard', 0);
    let tries = 0;
    const one = made();
    one.start(async () => {
      tries += 1;
      throw new Error('Discord is away');
    });
    await settle();
    clock.advance(60_000);
    await settle();
    expect(tries).toBe(2);
    expect(await store.next()).toBeDefined();
    clock.advance(25 * 3_600_000);
    await settle();
    expect(await store.next()).toBeUndefined();
    one.stop();
    expect(clock.pending).toBe(0);
  });
});
