import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { SystemClock } from '../src/clock.ts';

/** Keeps the thread busy, as a garbage collection or a big message does. */
function block(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

describe('the machine clock', () => {
  it('lets packets that arrived during a block be read before the beat that was missed', async () => {
    const clock = new SystemClock();
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const order: string[] = [];
    const received = new Promise<void>((resolve) => {
      socket.on('message', () => {
        order.push('packet');
        resolve();
      });
    });
    const stop = clock.every(20, () => order.push('beat'));
    const sender = createSocket('udp4');
    await new Promise<void>((resolve) =>
      sender.send('x', socket.address().port, '127.0.0.1', () => resolve()),
    );
    order.length = 0;
    block(100);
    await received;
    await new Promise(setImmediate);
    stop();
    sender.close();
    socket.close();
    expect(order[0]).toBe('packet');
  });

  it('makes one late call of a block, not a burst', async () => {
    const clock = new SystemClock();
    let calls = 0;
    const stop = clock.every(10, () => {
      calls += 1;
    });
    block(200);
    await new Promise((resolve) => clock.after(5, () => resolve(undefined)));
    stop();
    expect(calls).toBeLessThanOrEqual(3);
  });

  it('does not call after it was cancelled, even from within a call', async () => {
    const clock = new SystemClock();
    let calls = 0;
    await new Promise<void>((resolve) => {
      const stop = clock.every(5, () => {
        calls += 1;
        stop();
        clock.after(30, resolve);
      });
    });
    expect(calls).toBe(1);
  });
});
