import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalWorld } from '../../src/offline/world/localWorld.ts';
import { Room } from './room.ts';

/** Runs a line of code in the bot's process when it gets SIGUSR2, which Parley itself does not use. */
function onUserSignal(code: string): Record<string, string> {
  const module = `process.on('SIGUSR2',()=>{${code}})`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(module)}` };
}

const LOG_LIMIT_MS = 20_000;

describe('a start', () => {
  let world: LocalWorld;

  beforeAll(async () => {
    world = await LocalWorld.start();
  });

  afterAll(async () => {
    await world?.stop();
  });

  it('without settings names what is missing, and the demo', async () => {
    const bot = world.launchBot({ DISCORD_TOKEN: '', OPENAI_API_KEY: '' });
    expect(await bot.exited).toEqual({ code: 1, signal: null });
    for (const part of ['DISCORD_TOKEN is missing', 'OPENAI_API_KEY is missing', 'npm run demo']) {
      expect(bot.stderr).toContain(part);
    }
    expect(bot.stderr).not.toMatch(/^\s+at /m);
  });

  it('with wrong settings prints no secret', async () => {
    const bot = world.launchBot({
      DISCORD_TOKEN: 'a secret with spaces',
      OPENAI_API_KEY: 'sk-secret',
      REALTIME_HEADERS: '{"api-key": secret',
      REALTIME_TEMPERATURE: 'secret',
    });
    expect(await bot.exited).toEqual({ code: 1, signal: null });
    expect(bot.stderr).toContain('REALTIME_HEADERS');
    expect(bot.stderr + JSON.stringify(bot.logs)).not.toContain('secret');
  });

  it('with a token that Discord refuses says where to get one', async () => {
    const bot = world.launchBot({ DISCORD_TOKEN: 'wrong.token.entirely' });
    expect(await bot.exited).toEqual({ code: 1, signal: null });
    expect(bot.stderr).toMatch(/^Discord refused DISCORD_TOKEN\..*Reset Token\n$/);
    expect(bot.stderr + JSON.stringify(bot.logs)).not.toContain('wrong.token');
  });

  it('that fails does so with the embedded model too, and leaves nothing running', async () => {
    const bot = world.launchBot({ DISCORD_TOKEN: 'wrong.token.entirely', REALTIME_URL: 'embedded' });
    expect(await bot.exited).toEqual({ code: 1, signal: null });
    expect(bot.stderr).toMatch(/^Discord refused DISCORD_TOKEN/);
  });

  it('with the embedded model needs no key', async () => {
    const bot = await world.startBot({ REALTIME_URL: 'embedded', OPENAI_API_KEY: '' });
    expect(await bot.stop()).toEqual({ code: 0, signal: null });
    expect(bot.stderr).toBe('');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly at %s while Discord lets it wait', async (signal) => {
    world.discord.faults.delayGateway(60_000);
    try {
      const connectedBefore = world.discord.gatewayConnections;
      const bot = world.launchBot({ REALTIME_URL: 'embedded' });
      await expect
        .poll(() => world.discord.gatewayConnections, { timeout: LOG_LIMIT_MS })
        .toBeGreaterThan(connectedBefore);
      expect(await bot.stop(signal)).toEqual({ code: 0, signal: null });
      expect(bot.stderr).toBe('');
      expect(bot.logs.at(-1)?.msg).toBe('stopped');
    } finally {
      world.discord.faults.clear();
    }
  });
});

describe('a running bot', () => {
  it('ends with what to do when its token is reset', async () => {
    const room = await Room.open();
    try {
      await room.inviteBot();
      room.world.discord.faults.dropGateway(4004);
      expect(await room.bot.exited).toEqual({ code: 1, signal: null });
      expect(room.bot.stderr).toMatch(/^Discord refused DISCORD_TOKEN\..*Reset Token\n$/);
      expect(room.bot.logs.at(-1)?.msg).toBe('stopped');
      expect(room.channel.messages.some(({ text }) => text.includes('voice connection was lost'))).toBe(true);
    } finally {
      await room.close();
    }
  });

  it('ends cleanly at a signal while the gateway is away', async () => {
    const world = await LocalWorld.start();
    try {
      const bot = await world.startBot();
      world.discord.faults.delayGateway(60_000);
      world.discord.faults.dropGateway(4000);
      await bot.untilLog(({ msg }) => msg.includes('gateway reconnects'), LOG_LIMIT_MS);
      expect(await bot.stop()).toEqual({ code: 0, signal: null });
      expect(bot.logs.at(-1)?.msg).toBe('stopped');
    } finally {
      await world.stop();
    }
  });

  it('outlives a promise that nobody looked after, and counts it', async () => {
    const world = await LocalWorld.start();
    try {
      const bot = await world.startBot(onUserSignal('Promise.reject(new Error("stray"))'));
      for (const count of [1, 2]) {
        process.kill(bot.pid, 'SIGUSR2');
        const logged = await bot.untilLog(
          (entry) => entry.msg === 'unhandled rejection' && entry.count === count,
          LOG_LIMIT_MS,
        );
        expect(logged.cause).toBe('stray');
      }
      expect(await bot.stop()).toEqual({ code: 0, signal: null });
    } finally {
      await world.stop();
    }
  });

  it('says goodbye before it falls by an exception that nobody caught', async () => {
    const room = await Room.open({ env: onUserSignal('throw new Error("boom")') });
    try {
      await room.inviteBot();
      expect(await room.bot.stop('SIGUSR2')).toEqual({ code: 1, signal: null });
      const { logs, stderr } = room.bot;
      expect(logs.find(({ msg }) => msg === 'uncaught exception')).toMatchObject({
        level: 60,
        cause: 'boom',
      });
      expect(stderr).toContain('boom');
      expect(room.channel.messages.some(({ text }) => text.includes('shut down'))).toBe(true);
      expect(room.channel.memberIds).not.toContain(room.world.botId);
    } finally {
      await room.close();
    }
  });
});
