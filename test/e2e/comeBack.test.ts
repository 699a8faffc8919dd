import { afterEach, describe, expect, it } from 'vitest';
import { Room } from './room.ts';
import { expectTurn, QUICK_TURNS } from './turn.ts';

const LIMIT_MS = 30_000;

describe('after a restart the bot', () => {
  let room: Room | undefined;
  afterEach(async () => {
    await room?.close();
    room = undefined;
  });

  /** Mia has talked with the bot. */
  async function talked(env: Record<string, string> = {}): Promise<Room> {
    room = await Room.open({ env: { ...QUICK_TURNS, ...env } });
    await room.inviteBot();
    await expectTurn(room);
    return room;
  }

  /** What the model of the newest session was given as text. */
  function itemTexts({ world }: Room): string {
    return JSON.stringify(
      world.model.recording
        .ofType('conversation.item.create')
        .filter(({ sessionId }) => sessionId === world.model.session.id),
    );
  }

  async function restarted(there: Room, signal: NodeJS.Signals): Promise<void> {
    const { world } = there;
    await there.bot.stop(signal);
    await world.startBot(QUICK_TURNS);
  }

  it.each(['SIGKILL', 'SIGTERM'] as const)('goes on where it was (%s)', async (signal) => {
    const there = await talked();
    const { channel, world, mia } = there;
    await restarted(there, signal);
    const back = () => channel.messages.find(({ text }) => text.includes('I am back.'));
    await expect.poll(() => back()?.text, { timeout: LIMIT_MS }).toContain('Listening');
    expect(back()?.buttons.map(({ label }) => label)).toEqual(['Leave', 'Talk']);
    expect(channel.messages[0]?.buttons).toEqual([]);
    expect(channel.memberIds).toContain(world.botId);
    await mia.client.untilEncryptedWith([world.botId]);
    const given = itemTexts(there);
    expect(given).toContain('[Mia is speaking]');
    expect(given).toContain('beep');
    await expectTurn(there);
  });

  it('is not back after /leave', async () => {
    const there = await talked();
    await there.mia.command('leave').reply();
    await restarted(there, 'SIGKILL');
    await expectTurnlessStart(there);
  });

  it('is not back when nobody is there any more, and forgets what was said', async () => {
    const there = await talked();
    await there.bot.stop('SIGKILL');
    await there.mia.leaveVoice();
    const bot = await there.world.startBot(QUICK_TURNS);
    await bot.untilLog(({ msg }) => msg === 'a conversation from before the restart is over', LIMIT_MS);
    await expect.poll(() => there.channel.messages[0]?.text, { timeout: LIMIT_MS }).toContain('is over');
    expect(there.channel.memberIds).not.toContain(there.world.botId);
    expect(there.world.model.sessions).toHaveLength(1);
  });

  it('is not back when that is switched off, and says so when it goes', async () => {
    const there = await talked({ COME_BACK: 'false' });
    await there.bot.stop('SIGTERM');
    expect(there.channel.messages[0]?.text).toContain('Use `/join` in a moment');
    await there.world.startBot(QUICK_TURNS);
    await expectTurnlessStart(there);
  });

  /** Nobody has to wait for the bot to do nothing: when a command is answered it has long looked for conversations. */
  async function expectTurnlessStart({ mia, world }: Room): Promise<void> {
    const { text } = await mia.command('status').reply();
    expect(text).toContain('No conversation here');
    expect(world.model.sessions).toHaveLength(1);
  }
});
