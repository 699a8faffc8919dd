import { Writable } from 'node:stream';
import { REST, Routes } from 'discord.js';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBot } from '../../src/bot/bot.ts';
import { advanceUntil, BotWorld } from './botWorld.ts';

describe('startBot', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.open();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const puts = () => world.discord.recording.requests(/^PUT .*commands/).map(({ name }) => name);

  it('registers its commands everywhere, without the privileged intents', async () => {
    await world.startBot();
    expect(puts()).toEqual([`PUT /applications/${world.application.applicationId}/commands`]);
    expect(world.discord.recording.sent('op 2')[0]?.body).toMatchObject({ intents: 1 | 128 });
    expect(world.discord.recording.unknownRoutes).toEqual([]);
  });

  it('registers them in one server where that is asked', async () => {
    await world.startBot({ DISCORD_GUILD_ID: world.guild.id });
    expect(puts()).toEqual([
      `PUT /applications/${world.application.applicationId}/guilds/${world.guild.id}/commands`,
    ]);
    const [put] = world.discord.recording.requests(/^PUT .*commands/);
    expect(JSON.stringify(put?.body)).toContain('"name":"join"');
    expect(JSON.stringify(put?.body)).not.toContain('contexts');
  });

  it.each([{}, { guild: true }])(
    'writes nothing when the commands are known already: %j',
    async ({ guild }) => {
      const environment: Record<string, string> = guild === true ? { DISCORD_GUILD_ID: world.guild.id } : {};
      const first = await world.startBot(environment);
      await first.stop();
      await world.startBot(environment);
      expect(puts()).toHaveLength(1);
    },
  );

  it('writes them again when they have changed', async () => {
    await (await world.startBot()).stop();
    const rest = new REST({ api: world.discord.apiUrl }).setToken(world.application.botToken);
    const body = [{ name: 'old', description: 'An old command.' }];
    await rest.put(Routes.applicationCommands(world.application.applicationId), { body });
    await world.startBot();
    expect(puts()).toHaveLength(3);
  });

  it('says where to get a token when Discord refuses it, and leaves nothing running', async () => {
    const starting = world.startBot({ DISCORD_TOKEN: 'wrong.token.entirely' });
    await expect(starting).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(/DISCORD_TOKEN.*Reset Token/),
    });
    await expect(starting).rejects.not.toThrow('wrong.token.entirely');
    expect(world.discord.gatewayConnections).toBe(0);
  });

  it('says that Discord cannot be reached', async () => {
    const starting = world.startBot({ DISCORD_API_URL: 'http://127.0.0.1:1/api' });
    await expect(starting).rejects.toMatchObject({ code: 'discord_unreachable', retryable: true });
  });

  it('says so when the bot is not in the server it is to register in', async () => {
    const other = world.discord.addGuild({ name: 'Other' });
    const starting = world.startBot({ DISCORD_GUILD_ID: other.id });
    await expect(starting).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('DISCORD_GUILD_ID'),
    });
    await expect.poll(() => world.discord.gatewayConnections).toBe(0);
  });

  it('serves on when the commands cannot be registered just now', async () => {
    await (await world.startBot()).stop();
    world.discord.faults.rest(/^GET .*commands/, { kind: 'error', status: 403, code: 20_012 });
    await world.startBot();
    expect((await world.ada.runCommand('status').reply()).ephemeral).toBe(true);
  });

  it('ends its conversations when stopped, shows that, and is gone', async () => {
    const bot = await world.startBot();
    const { command, conversation } = await world.joined();
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('Listening')),
    );
    const stopped = bot.stop();
    expect((await world.host.next('close')).reason).toBe('shutdown');
    conversation.tell({ type: 'ended', reason: 'shutdown', trouble: undefined });
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('I am being restarted or shut down.')),
      10,
    );
    expect(await stopped).toBe('left');
    await expect.poll(() => world.discord.gatewayConnections).toBe(0);
    expect(world.clock.pending).toBe(0);
  });

  it('lets whoever asks for it cut the last sentence short', async () => {
    const bot = await world.startBot();
    const { conversation } = await world.joined();
    const stopped = bot.stop();
    expect((await world.host.next('close')).reason).toBe('shutdown');
    const left = world.ada.runCommand('leave', {}, { channelId: world.text.id });
    expect((await world.host.next('close')).reason).toBe('leftByCommand');
    conversation.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    await advanceUntil(world.clock, left.reply(), 20);
    await advanceUntil(world.clock, stopped);
  });

  it('begins nothing new while it stops, and says so', async () => {
    const bot = await world.startBot();
    const { conversation } = await world.joined();
    const stopped = bot.stop();
    await world.host.next('close');
    const late = world.ada.runCommand('join', {}, { channelId: world.text.id });
    await advanceUntil(world.clock, late.acknowledged(), 20);
    conversation.tell({ type: 'ended', reason: 'shutdown', trouble: undefined });
    expect((await late.reply()).content).toContain('shutting down');
    await advanceUntil(world.clock, stopped);
  });

  it('writes no token into the log, whatever goes wrong', async () => {
    let written = '';
    const sink = new Writable({
      write(chunk, _, done) {
        written += String(chunk);
        done();
      },
    });
    const config = world.config({ OPENAI_API_KEY: 'sk-very-secret' });
    const { host, store, clock } = world;
    const bot = await startBot({
      config,
      host,
      store,
      clock,
      lag: { p99Ms: 3, isTooLate: false },
      log: pino({ level: 'trace' }, sink),
    });
    world.ada.setVoice(world.lounge.id);
    world.discord.faults.rest(/callback/, { kind: 'error', status: 404, code: 10_062 }, 2);
    const command = world.ada.runCommand('status', {}, { channelId: world.text.id });
    await expect(command.settled()).resolves.toBe('did not respond');
    await advanceUntil(clock, bot.stop());
    const [request] = world.discord.recording.requests(/callback/);
    expect(request?.name).toContain('[redacted]');
    expect(written).toContain('an interaction failed');
    expect(written).not.toContain('sk-very-secret');
    expect(written).not.toContain(world.application.botToken);
    expect(written).not.toMatch(/callback|webhooks/);
  });
});
