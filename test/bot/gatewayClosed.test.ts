import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bot } from '../../src/bot/bot.ts';
import { LOGIN_DEADLINE_MS } from '../../src/bot/botClient.ts';
import { advanceUntil, BotWorld } from './botWorld.ts';

describe('a gateway that Discord closes for good', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.open();
  });
  afterEach(async () => {
    world.discord.faults.clear();
    world.host.verify();
    await world.close();
  });

  it.each([
    [4004, { code: 'config_invalid', message: expect.stringMatching(/DISCORD_TOKEN.*Reset Token/) }],
    [4014, { code: 'config_invalid', message: expect.stringContaining('intents') }],
    [4011, { code: 'discord_unreachable', retryable: true, message: expect.stringContaining('4011') }],
  ])('while the bot runs (%i) is told by it, and ends its conversations', async (closeCode, error) => {
    const bot = await world.startBot();
    const { command, conversation } = await world.joined();
    world.discord.faults.dropGateway(closeCode);
    expect(await world.host.next('close')).toMatchObject({
      conversationId: conversation.conversationId,
      reason: 'voiceFailed',
    });
    conversation.tell({ type: 'ended', reason: 'voiceFailed', trouble: undefined });
    await expect(bot.closed).resolves.toMatchObject(error);
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('voice connection was lost')),
    );
    expect(await bot.stop()).toBe('left');
  });

  it('is not what a gateway does that comes back', async () => {
    const bot = await world.startBot();
    const closed = vi.fn();
    void bot.closed.then(closed);
    world.discord.faults.dropGateway(4000);
    await expect
      .poll(() => world.discord.recording.dispatched('RESUMED'), { timeout: 15_000 })
      .toHaveLength(1);
    await world.ada.runCommand('status').reply();
    expect(closed).not.toHaveBeenCalled();
  });

  /** Closes the gateway after READY, before the guilds it promised. Each message of the gateway has a timer of its own. */
  function closeAfterReady(code: number): void {
    const { recording, faults } = world.discord;
    const note = recording.noteGateway.bind(recording);
    faults.delayGateway(1);
    vi.spyOn(recording, 'noteGateway').mockImplementation((direction, name, applicationId, body) => {
      note(direction, name, applicationId, body);
      if (name === 'READY') process.nextTick(() => faults.dropGateway(code));
    });
  }

  it('between the login and the guilds fails the start with what to do', async () => {
    closeAfterReady(4004);
    const starting = world.startBot();
    await expect(starting).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('DISCORD_TOKEN'),
    });
    expect(world.discord.recording.dispatched('GUILD_CREATE')).toEqual([]);
    expect(world.clock.pending).toBe(0);
  });

  it('is not waited for: a Discord that says nothing fails the start after a while', async () => {
    world.discord.faults.delayGateway(3_600_000);
    const starting = world.startBot();
    starting.catch(() => undefined);
    await expect.poll(() => world.discord.gatewayConnections).toBe(1);
    world.clock.advance(LOGIN_DEADLINE_MS - 1);
    expect(world.clock.pending).toBe(1);
    await expect(advanceUntil(world.clock, starting)).rejects.toMatchObject({
      code: 'discord_unreachable',
      message: expect.stringContaining('60 s'),
    });
    expect(world.clock.pending).toBe(0);
  });

  it('is not waited for either when the start is called off', async () => {
    world.discord.faults.delayGateway(3_600_000);
    const calledOff = new AbortController();
    const starting: Promise<Bot> = world.startBot({}, undefined, calledOff.signal);
    starting.catch(() => undefined);
    await expect.poll(() => world.discord.gatewayConnections).toBe(1);
    calledOff.abort();
    await expect(advanceUntil(world.clock, starting)).rejects.toThrow('called off');
    expect(world.clock.pending).toBe(0);
  });

  it('is not even opened when the start was called off before', async () => {
    const starting = world.startBot({}, undefined, AbortSignal.abort());
    await expect(starting).rejects.toThrow('called off');
    expect(world.discord.recording.entries).toEqual([]);
  });
});
