import { afterEach, describe, expect, it } from 'vitest';
import { Room } from './room.ts';
import { expectTurn, QUICK_TURNS } from './turn.ts';

const SAMPLE_RATE_HZ = 24_000;
const PACKETS_PER_SECOND = 50;

/** A tone of this length: what comes of it can be counted in packets. */
function tone(seconds: number): Int16Array {
  return Int16Array.from({ length: seconds * SAMPLE_RATE_HZ }, (_, index) =>
    Math.round(6000 * Math.sin(index / 8)),
  );
}

describe('the bot goes by itself', () => {
  let room: Room | undefined;
  afterEach(async () => {
    await room?.close();
    room = undefined;
  });

  it('when everybody has left', async () => {
    room = await Room.open({ env: { ...QUICK_TURNS, LEAVE_ALONE_MINUTES: '0.05' } });
    const { world, mia, channel } = room;
    await room.inviteBot();
    await expectTurn(room);
    await mia.leaveVoice();
    await expect.poll(() => channel.messages[0]?.text, { timeout: 20_000 }).toContain('Nobody else was');
    expect(channel.memberIds).not.toContain(world.botId);
    expect(channel.messages[0]?.buttons).toEqual([]);
  });

  it('when nobody has spoken for long, with a sound and a word', async () => {
    room = await Room.open({ env: { ...QUICK_TURNS, LEAVE_SILENT_MINUTES: '0.1' } });
    const { world, mia, channel } = room;
    await room.inviteBot();
    await expectTurn(room);
    const sinceMs = performance.now();
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs });
    await expect
      .poll(() => channel.messages[0]?.text, { timeout: 20_000 })
      .toContain('Nobody had said anything');
    expect(channel.memberIds).not.toContain(world.botId);
  });
});

describe('a signal to stop', () => {
  let room: Room | undefined;
  afterEach(async () => {
    await room?.close();
    room = undefined;
  });

  async function answering(seconds: number): Promise<Room> {
    room = await Room.open({ env: QUICK_TURNS });
    await room.inviteBot();
    const { world, mia } = room;
    world.model.script.answerNext({
      parts: [{ type: 'speech', text: 'A long story.', pcm: tone(seconds) }],
      pacing: { delayMs: 0, rate: Number.POSITIVE_INFINITY },
    });
    const spoken = await mia.say('Please tell me a story.');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
    return room;
  }

  it('lets it finish the sentence, say goodbye and end with 0', async () => {
    const lastingS = 5;
    const sinceMs = performance.now();
    const there = await answering(lastingS);
    const { bot, channel, mia } = there;
    expect(await bot.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    // The sounds of coming and going are in it too, so that no less than all is sure and no more can be asked.
    expect(there.botPackets(mia, sinceMs).length).toBeGreaterThanOrEqual(lastingS * PACKETS_PER_SECOND);
    expect(channel.messages[0]?.text).toContain('I am being restarted or shut down');
    expect(channel.memberIds).toEqual([mia.id]);
  });

  it('cuts off what would take longer than 10 s', async () => {
    const lastingS = 30;
    const sinceMs = performance.now();
    const there = await answering(lastingS);
    expect(await there.bot.stop('SIGTERM')).toEqual({ code: 0, signal: null });
    const { length } = there.botPackets(there.mia, sinceMs);
    expect(length).toBeGreaterThan(9 * PACKETS_PER_SECOND);
    expect(length).toBeLessThan(lastingS * PACKETS_PER_SECOND);
  });

  it('given twice ends the process at once', async () => {
    const { bot } = await answering(30);
    const stopping = bot.stop('SIGTERM');
    await bot.untilLog(({ msg }) => msg.startsWith('stopping'), 5000);
    void bot.stop('SIGTERM');
    expect(await stopping).toEqual({ code: 1, signal: null });
    expect(bot.logs.some(({ msg }) => msg === 'stopped')).toBe(false);
  });
});
