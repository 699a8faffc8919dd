import { createInflate } from 'node:zlib';
import { Events, GatewayIntentBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { ManualClock } from '../../manualClock.ts';
import { DiscordWorld, next } from './discordWorld.ts';
import { GatewayClient } from './gatewayClient.ts';

const readySchema = z.object({ session_id: z.string(), guilds: z.array(z.object({ id: z.string() })) });

describe('the gateway', () => {
  let world: DiscordWorld;
  let token: string;
  let url: string;

  async function open(clock?: ManualClock): Promise<void> {
    world = await DiscordWorld.open(clock === undefined ? {} : { clock });
    token = world.application.botToken;
    url = world.discord.apiUrl.replace('http:', 'ws:').replace('/api', '');
  }

  beforeEach(() => open());
  afterEach(async () => {
    await world.close();
  });

  it.each([
    ['another version', 'v=9', 4012],
    ['another encoding', 'v=10&encoding=etf', 4002],
  ])('closes on %s', async (_name, query, code) => {
    expect(await new GatewayClient(url, query).closed).toBe(code);
  });

  it.each([
    ['a message before Identify', { op: 4, d: {} }, 4003],
    ['no JSON', 'hello', 4002],
    ['too long a message', { op: 1, d: 'x'.repeat(5_000) }, 4002],
    ['an Identify without intents', { op: 2, d: { token: 'x', properties: {} } }, 4002],
    ['a wrong token', { op: 2, d: { token: 'x', properties: {}, intents: 1 } }, 4004],
    ['a Resume with a wrong token', { op: 6, d: { token: 'x', session_id: 'y', seq: 1 } }, 4004],
  ])('closes on %s', async (_name, message, code) => {
    const client = new GatewayClient(url);
    await client.hear('op 10');
    client.sayRaw(typeof message === 'string' ? message : JSON.stringify(message));
    expect(await client.closed).toBe(code);
  });

  it.each([
    ['a second Identify', { op: 2, d: { token: 'x', properties: {}, intents: 1 } }, 4005],
    ['an unknown op', { op: 99, d: null }, 4001],
  ])('closes on %s after login', async (_name, message, code) => {
    const client = new GatewayClient(url);
    await client.identify(token);
    client.sayRaw(JSON.stringify(message));
    expect(await client.closed).toBe(code);
  });

  it.each([
    ['unknown intents', 1 << 30, {}, 4013],
    ['privileged intents', GatewayIntentBits.GuildMembers, {}, 4014],
    ['a shard beyond the count', 1, { shard: [2, 2] }, 4010],
  ])('closes on %s', async (_name, intents, more, code) => {
    const client = new GatewayClient(url);
    await client.hear('op 10');
    client.say(2, { token, intents, properties: {}, ...more });
    expect(await client.closed).toBe(code);
  });

  it('closes on the 121st message in a minute', async () => {
    const client = new GatewayClient(url);
    await client.identify(token);
    for (let sent = 0; sent < 120; sent += 1) client.say(1, null);
    expect(await client.closed).toBe(4008);
  });

  it('ignores bad data of good ops', async () => {
    const client = new GatewayClient(url);
    await client.identify(token, 1);
    for (const bad of [null, 7, {}, { guild_id: 5, channel_id: [] }, { guild_id: 'x', channel_id: 'y' }]) {
      for (const op of [3, 4, 8]) client.say(op, bad);
    }
    client.say(8, { guild_id: world.guild.id, user_ids: [world.guild.owner.id, '123456789012345678'] });
    const chunk = await client.hear('GUILD_MEMBERS_CHUNK');
    expect(chunk.d).toMatchObject({ not_found: ['123456789012345678'], chunk_count: 1 });
    client.close(1000);
  });

  it('gives each guild to its shard alone', async () => {
    const clients = [0, 1].map(() => new GatewayClient(url));
    const guilds = await Promise.all(
      clients.map(async (client, shard) => {
        const ready = await client.identify(token, 1, { shard: [shard, 2] });
        return readySchema.parse(ready.d).guilds.map(({ id }) => id);
      }),
    );
    expect(guilds.flat()).toEqual([world.guild.id]);
  });

  it('answers heartbeats, and closes with 4009 when none come', async () => {
    await world.close();
    const clock = new ManualClock();
    await open(clock);
    const client = new GatewayClient(url);
    await client.identify(token);
    client.say(1, 1);
    await client.hear('op 11');
    clock.advance(2 * 41_250);
    expect(await client.closed).toBe(4009);
  });

  it('replays what was missed, in order, and refuses what it cannot replay', async () => {
    const first = new GatewayClient(url);
    const ready = readySchema.parse((await first.identify(token)).d);
    const created = await first.hear('GUILD_CREATE');
    first.close(4_200);
    await first.closed;
    for (const name of ['one', 'two', 'three']) world.guild.addTextChannel({ name });
    const second = new GatewayClient(url);
    await second.hear('op 10');
    second.say(6, { token, session_id: ready.session_id, seq: created.s });
    await second.hear('RESUMED');
    const names = second.heard.flatMap(({ t, d }) =>
      t === 'CHANNEL_CREATE' ? [z.object({ name: z.string() }).parse(d).name] : [],
    );
    expect(names).toEqual(['one', 'two', 'three']);
    expect(second.heard.map(({ s }) => s).filter((s) => s !== null)).toEqual([3, 4, 5, 6]);

    const ahead = new GatewayClient(url);
    await ahead.hear('op 10');
    ahead.say(6, { token, session_id: ready.session_id, seq: 1_000 });
    expect(await ahead.closed).toBe(4007);
    const stranger = new GatewayClient(url);
    await stranger.hear('op 10');
    stranger.say(6, { token, session_id: 'unknown', seq: 1 });
    expect((await stranger.hear('op 9')).d).toBe(false);
    second.close(1000);
  });

  it('forgets a session after a normal goodbye', async () => {
    const first = new GatewayClient(url);
    const ready = readySchema.parse((await first.identify(token)).d);
    first.close(1000);
    await first.closed;
    const second = new GatewayClient(url);
    await second.hear('op 10');
    second.say(6, { token, session_id: ready.session_id, seq: 1 });
    expect((await second.hear('op 9')).d).toBe(false);
  });

  it('speaks zlib-stream to those who ask', async () => {
    const socket = new WebSocket(`${url}/?v=10&encoding=json&compress=zlib-stream`);
    const inflate = createInflate();
    const text = new Promise<string>((resolve) => {
      inflate.on('data', (chunk: Buffer) => resolve(chunk.toString()));
    });
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) inflate.write(data);
    });
    expect(JSON.parse(await text)).toMatchObject({ op: 10 });
    socket.terminate();
    inflate.destroy();
  });

  it.each(['op 7', 'op 9 (resumable)', 'a cut connection'])(
    'is resumed by discord.js after %s',
    async (what) => {
      const client = await world.client();
      const resumed = next(client, Events.ShardResume);
      if (what === 'op 7') world.discord.faults.askToReconnect();
      else if (what === 'a cut connection') world.discord.faults.cutGateway();
      else world.discord.faults.invalidateSession(true);
      await resumed;
      expect(world.discord.recording.dispatched('READY')).toHaveLength(1);
      expect(world.discord.gatewayConnections).toBe(1);
    },
  );

  it('lets discord.js identify afresh when a Resume is refused', async () => {
    const client = await world.client();
    world.discord.faults.refuseResumes();
    world.discord.faults.dropGateway(4000, world.application.applicationId);
    await next(client, Events.ShardReady);
    expect(world.discord.recording.dispatched('READY')).toHaveLength(2);
  });

  it('can be slow, and can stop to acknowledge', async () => {
    await world.close();
    const clock = new ManualClock();
    await open(clock);
    const client = new GatewayClient(url);
    await client.identify(token);
    world.discord.faults.delayGateway(500);
    world.guild.addTextChannel({ name: 'late' });
    world.discord.faults.stopHeartbeatAcks();
    client.say(1, 1);
    client.say(8, { guild_id: world.guild.id, user_ids: [world.guild.owner.id] });
    await vi.waitFor(() => expect(world.discord.recording.sent('op 8')).toHaveLength(1));
    clock.advance(499);
    expect(world.discord.recording.dispatched('CHANNEL_CREATE')).toEqual([]);
    clock.advance(1);
    await client.hear('GUILD_MEMBERS_CHUNK');
    expect(client.heard.map(({ t }) => t)).toContain('CHANNEL_CREATE');
    expect(client.heard.some(({ op }) => op === 11)).toBe(false);
    world.discord.faults.clear();
    client.say(1, 1);
    await client.hear('op 11');
    client.close(1000);
  });

  it('keeps no timer for a client that is gone', async () => {
    await world.close();
    const clock = new ManualClock();
    await open(clock);
    const client = new GatewayClient(url);
    await client.identify(token);
    world.discord.faults.delayGateway(500);
    world.guild.addTextChannel({ name: 'late' });
    client.close(1000);
    await client.closed;
    await vi.waitFor(() => expect(world.discord.gatewayConnections).toBe(0));
    expect(clock.pending).toBe(0);
  });
});
