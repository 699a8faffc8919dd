import { REST, Routes } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BotWorld } from './botWorld.ts';

const namesSchema = z.array(z.object({ name: z.string() }));

describe('commands that an earlier start registered elsewhere', () => {
  let world: BotWorld;
  let rest: REST;
  beforeEach(async () => {
    world = await BotWorld.open();
    rest = new REST({ api: world.discord.apiUrl }).setToken(world.application.botToken);
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const everywhere = () => Routes.applicationCommands(world.application.applicationId);
  const here = () => Routes.applicationGuildCommands(world.application.applicationId, world.guild.id);
  const namesAt = async (route: `/${string}`) =>
    namesSchema
      .parse(await rest.get(route))
      .map(({ name }) => name)
      .sort();
  const inHouse = () => ({ DISCORD_GUILD_ID: world.guild.id });
  const OTHERS = { name: 'dance', description: 'Dances.' };
  const OURS = [
    'join',
    'leave',
    'me',
    'persona',
    'privacy',
    'say',
    'settings',
    'status',
    'stop',
    'summary',
    'tools',
    'transcript',
    'usage',
    'why',
  ];

  it('everywhere are removed when they are registered in one server, and those of others stay', async () => {
    await (await world.startBot()).stop();
    await rest.post(everywhere(), { body: OTHERS });
    await world.startBot(inHouse());
    expect(await namesAt(everywhere())).toEqual(['dance']);
    expect(await namesAt(here())).toEqual(OURS);
    expect(world.discord.recording.unknownRoutes).toEqual([]);
  });

  it('in one server are removed when they are registered everywhere, and those of others stay', async () => {
    await (await world.startBot(inHouse())).stop();
    await rest.post(here(), { body: OTHERS });
    await world.startBot();
    expect(await namesAt(here())).toEqual(['dance']);
    expect(await namesAt(everywhere())).toEqual(OURS);
  });

  it('of one name but another kind are somebody else’s', async () => {
    await rest.post(everywhere(), { body: { name: 'join', type: 2 } });
    await world.startBot(inHouse());
    expect(await namesAt(everywhere())).toEqual(['join']);
  });

  it('stay when the new registration failed: people keep one of the two', async () => {
    await (await world.startBot()).stop();
    world.discord.faults.rest(/^PUT .*guilds.*commands/, { kind: 'error', status: 403, code: 20_012 });
    await world.startBot(inHouse());
    expect(await namesAt(everywhere())).toEqual(OURS);
  });

  it('do not keep the bot away when they cannot be removed', async () => {
    await (await world.startBot()).stop();
    world.discord.faults.rest(/^DELETE .*commands/, { kind: 'error', status: 403, code: 20_012 }, 3);
    await world.startBot(inHouse());
    expect(await namesAt(here())).toEqual(OURS);
    expect((await world.ada.runCommand('status').reply()).ephemeral).toBe(true);
  });

  it('are looked for where they may be, and a server without the scope for commands is passed over', async () => {
    await (await world.startBot(inHouse())).stop();
    world.discord.faults.rest(/^GET .*guilds.*commands/, { kind: 'error', status: 403, code: 50_001 });
    await world.startBot();
    expect(await namesAt(everywhere())).toEqual(OURS);
    expect(world.discord.recording.requests(/^DELETE/)).toEqual([]);
  });
});
