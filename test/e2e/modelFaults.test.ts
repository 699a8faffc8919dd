import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Faults } from '../../src/offline/realtime/faults.ts';
import { Room } from './room.ts';
import { expectTurn, QUICK_TURNS } from './turn.ts';

describe('the conversation goes on after', () => {
  let room: Room;

  beforeAll(async () => {
    room = await Room.open({ env: QUICK_TURNS });
    await room.inviteBot();
  });

  afterAll(async () => {
    expect((await room.bot.stop()).code).toBe(0);
    expect(room.bot.logs.filter(({ msg }) => /unhandled|uncaught/i.test(msg))).toEqual([]);
    await room?.close();
  });

  it.each<[string, (faults: Faults) => void]>([
    ['garbage instead of JSON', (faults) => faults.sendRaw('{"type": "response.cre')],
    ['a binary frame', (faults) => faults.sendRaw(Uint8Array.of(1, 2, 3))],
    ['an unknown event', (faults) => faults.sendEvent({ type: 'weather.report', sunny: true })],
    [
      'sound of a response that nobody knows',
      (faults) =>
        faults.sendEvent({
          type: 'response.output_audio.delta',
          response_id: 'resp_gone',
          item_id: 'item_gone',
          output_index: 0,
          content_index: 0,
          delta: '!!! no base64 !!!',
        }),
    ],
    [
      'an error that ends nothing',
      (faults) =>
        faults.sendEvent({
          type: 'error',
          error: { type: 'server_error', code: 'internal', message: 'oops' },
        }),
    ],
  ])('%s', async (_, fault) => {
    fault(room.world.model.script.faults);
    await expectTurn(room);
  });

  it.each([1000, 1001, 1011])('a socket that is closed with %i', async (code) => {
    const { model } = room.world;
    const mark = model.recording.mark();
    model.script.faults.close(code);
    await model.recording.untilEvent(({ type }) => type === 'session.updated', {
      after: mark,
      timeoutMs: 30_000,
    });
    await expectTurn(room);
  });

  it('a socket that breaks', async () => {
    const { model } = room.world;
    const mark = model.recording.mark();
    model.script.faults.kill();
    await model.recording.untilEvent(({ type }) => type === 'session.updated', {
      after: mark,
      timeoutMs: 30_000,
    });
    await expectTurn(room);
  });

  it('a session that expired', async () => {
    const { model } = room.world;
    const mark = model.recording.mark();
    model.script.faults.sendEvent({
      type: 'error',
      error: {
        type: 'invalid_request_error',
        code: 'session_expired',
        message: 'Your session hit the maximum duration.',
      },
    });
    model.script.faults.close(1001);
    await model.recording.untilEvent(({ type }) => type === 'session.updated', {
      after: mark,
      timeoutMs: 30_000,
    });
    await expectTurn(room);
  });
});

describe('a fault that no second try mends', () => {
  it('ends the conversation and says why in plain words', async () => {
    const room = await Room.open({ env: QUICK_TURNS });
    try {
      await room.inviteBot();
      room.world.model.script.faults.fatal('insufficient_quota');
      const ended = await room.channel.when((message) => /quota|credit/i.test(message.text), 20_000);
      expect(ended.buttons).toEqual([]);
      expect(room.channel.memberIds).not.toContain(room.world.botId);
    } finally {
      await room.close();
    }
  });
});
