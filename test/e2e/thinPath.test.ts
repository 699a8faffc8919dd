import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BotProcess } from '../../src/offline/world/botProcess.ts';
import { LocalWorld } from '../../src/offline/world/localWorld.ts';

describe('from a fresh start to goodbye', () => {
  let world: LocalWorld;
  let bot: BotProcess;

  beforeAll(async () => {
    world = await LocalWorld.start();
    bot = await world.startBot();
  });

  afterAll(async () => {
    await world?.stop();
  });

  it('joins, hears a person, answers with what was said, and leaves', async () => {
    const channel = world.addVoiceChannel('Lounge');
    const mia = world.addTalker('Mia');
    await mia.join(channel);

    const joining = mia.command('join');
    await joining.when((message) => /listening/i.test(JSON.stringify(message)));
    expect(joining.ephemeral).toBe(false);
    expect(channel.memberIds).toContain(world.botId);
    await mia.client.untilEncryptedWith([world.botId]);

    world.model.script.hearNextAs('Good morning, Parley.');
    const spoken = await mia.say('Good morning, Parley.');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs });
    await mia.heard.untilQuiet(world.botId, 1500);
    expect(mia.client.heardPcm(world.botId).length).toBeGreaterThan(24_000);

    const leaving = mia.command('leave');
    const goodbye = await leaving.reply();
    expect(JSON.stringify(goodbye)).toMatch(/We talked for \d+ s/);
    expect(channel.memberIds).not.toContain(world.botId);
  });

  it('stops without leaving anything that keeps the process alive', async () => {
    expect(await bot.stop()).toEqual({ code: 0, signal: null });
    expect(bot.stderr).toBe('');
  });
});
