import { DiscordAPIError, HTTPError, RateLimitError, REST, Routes } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../manualClock.ts';
import { DiscordWorld } from './discordWorld.ts';

describe('the REST API, asked by @discordjs/rest', () => {
  let world: DiscordWorld;
  let rest: REST;

  async function open(clock?: ManualClock): Promise<void> {
    world = await DiscordWorld.open(clock === undefined ? {} : { clock });
    rest = new REST({ api: world.discord.apiUrl, version: '10', rejectOnRateLimit: () => true, retries: 0 });
    rest.setToken(world.application.botToken);
  }

  beforeEach(() => open());
  afterEach(async () => {
    await world.close();
  });

  it('tells who the bot is and where the gateway is', async () => {
    const { applicationId, botUserId } = world.application;
    expect(await rest.get(Routes.user())).toMatchObject({ id: botUserId, bot: true });
    expect(await rest.get(Routes.currentApplication())).toMatchObject({ id: applicationId, name: 'Parley' });
    expect(await rest.get(Routes.oauth2CurrentApplication())).toMatchObject({ bot: { id: botUserId } });
    expect(await rest.get(Routes.gatewayBot())).toMatchObject({ shards: 1 });
    expect(await rest.get(Routes.userGuilds())).toMatchObject([{ id: world.guild.id }]);
    expect(await rest.get(Routes.guild(world.guild.id))).toMatchObject({ name: 'House' });
    const member = await rest.get(Routes.guildMember(world.guild.id, '@me'));
    expect(member).toMatchObject({ user: { id: botUserId } });
  });

  it('knows nobody without a token', async () => {
    rest.setToken('wrong');
    await expect(rest.get(Routes.user())).rejects.toMatchObject({ status: 401 });
  });

  it('answers an unknown route with 404 and notes it, without the token in its path', async () => {
    await expect(rest.get('/nothing/here')).rejects.toMatchObject({ status: 404 });
    await expect(
      rest.patch('/webhooks/123456789012345678/secret-token/nothing', { body: {} }),
    ).rejects.toMatchObject({
      status: 404,
    });
    expect(world.discord.recording.unknownRoutes).toEqual([
      'GET /nothing/here',
      'PATCH /webhooks/123456789012345678/[redacted]/nothing',
    ]);
  });

  it('registers commands, keeps their ids, and refuses bad ones with 50035', async () => {
    const { applicationId } = world.application;
    const route = Routes.applicationGuildCommands(applicationId, world.guild.id);
    const join = { name: 'join', description: 'Come in' };
    const first = await rest.put(route, { body: [join] });
    expect(first).toMatchObject([{ name: 'join', type: 1, guild_id: world.guild.id }]);
    expect(await rest.put(route, { body: [join] })).toMatchObject([{ id: idOf(first) }]);
    expect(await rest.get(route)).toHaveLength(1);
    await rest.delete(Routes.applicationGuildCommand(applicationId, world.guild.id, idOf(first)));
    expect(await rest.get(route)).toEqual([]);

    const bad = [
      { name: 'Join', description: 'Capital' },
      { name: 'ok', description: 'x'.repeat(101) },
      { name: 'none' },
      {
        name: 'options',
        description: 'd',
        options: [
          { type: 3, name: 'a', description: 'optional first' },
          { type: 3, name: 'b', description: 'required later', required: true },
          { type: 3, name: 'Not ok', description: 'd' },
        ],
      },
    ];
    const error = await rest.put(route, { body: bad }).catch((thrown: unknown) => thrown);
    if (!(error instanceof DiscordAPIError)) throw new Error('no Discord error');
    expect(error.code).toBe(50_035);
    for (const part of [
      '0.name[APPLICATION_COMMAND_INVALID_NAME]',
      '1.description[BASE_TYPE_MAX_LENGTH]',
      '2.description[BASE_TYPE_REQUIRED]',
      '3.options[1][APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID]',
      '3.options[2].name[APPLICATION_COMMAND_INVALID_NAME]',
    ]) {
      expect(error.message).toContain(part);
    }
    expect(await rest.get(route)).toEqual([]);
  });

  it('posts, edits, lists and deletes messages', async () => {
    const channel = world.guild.addTextChannel({ name: 'general' });
    const body = { content: 'hello', embeds: [{ title: 'T', description: 'D' }] };
    const made = await rest.post(Routes.channelMessages(channel.id), { body });
    expect(channel.messages[0]).toMatchObject({ content: 'hello', embeds: [{ title: 'T' }] });
    await rest.patch(Routes.channelMessage(channel.id, idOf(made)), { body: { content: 'changed' } });
    expect(channel.messages[0]?.text).toBe('changed\nT\nD');
    expect(await rest.get(Routes.channelMessages(channel.id))).toHaveLength(1);
    await rest.delete(Routes.channelMessage(channel.id, idOf(made)));
    expect(channel.messages).toEqual([]);
    await expect(rest.get(Routes.channelMessage(channel.id, idOf(made)))).rejects.toMatchObject({
      code: 10_008,
    });
  });

  it('takes files', async () => {
    const channel = world.guild.addTextChannel({ name: 'general' });
    const made = await rest.post(Routes.channelMessages(channel.id), {
      body: { attachments: [{ id: 0, description: 'what was said' }] },
      files: [{ name: 'talk.txt', data: 'words' }],
    });
    expect(made).toMatchObject({
      attachments: [{ filename: 'talk.txt', size: 5, description: 'what was said' }],
    });
  });

  it('refuses what permissions forbid', async () => {
    const { botUserId } = world.application;
    const channel = world.guild.addTextChannel({ name: 'general' });
    const post = (): Promise<unknown> =>
      rest.post(Routes.channelMessages(channel.id), { body: { content: 'hi', embeds: [{ title: 'T' }] } });
    world.discord.setPermissions(channel.id, botUserId, { deny: ['EmbedLinks'] });
    expect(await post()).toMatchObject({ content: 'hi', embeds: [] });
    world.discord.setPermissions(channel.id, botUserId, { deny: ['SendMessages'] });
    await expect(post()).rejects.toMatchObject({ status: 403, code: 50_013 });
    world.discord.setPermissions(channel.id, botUserId, { deny: ['ViewChannel'] });
    await expect(post()).rejects.toMatchObject({ status: 403, code: 50_001 });
    world.discord.deleteChannel(channel.id);
    await expect(post()).rejects.toMatchObject({ status: 404, code: 10_003 });
    const said = world.guild.addTextChannel({ name: 'other' });
    const message = world.guild.owner.say(said.id, 'mine');
    const route = Routes.channelMessage(said.id, message.id);
    await expect(rest.patch(route, { body: { content: 'yours' } })).rejects.toMatchObject({ code: 50_005 });
    await expect(rest.delete(route)).rejects.toMatchObject({ code: 50_013 });
  });

  it('lets five messages through in five seconds, and says when the next may come', async () => {
    await world.close();
    const clock = new ManualClock();
    await open(clock);
    const channel = world.guild.addTextChannel({ name: 'general' });
    const post = (): Promise<Response> =>
      fetch(`${world.discord.apiUrl}/v10/channels/${channel.id}/messages`, {
        method: 'POST',
        headers: {
          authorization: `Bot ${world.application.botToken}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ content: 'hi' }),
      });
    for (let left = 4; left >= 0; left -= 1) {
      expect((await post()).headers.get('x-ratelimit-remaining')).toBe(String(left));
    }
    clock.advance(1_000);
    const refused = await post();
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ retry_after: 4, global: false });
    clock.advance(4_000);
    expect((await post()).status).toBe(200);
  });

  it('goes wrong on demand: 429, 500, slow, cut', async () => {
    const { faults } = world.discord;
    faults.rest(/^GET \/users\/@me$/, { kind: 'rateLimit', retryAfterS: 7 });
    await expect(rest.get(Routes.user())).rejects.toThrow(RateLimitError);
    faults.rest(/^GET \/gateway/, { kind: 'error', status: 500 });
    await expect(rest.get(Routes.gateway())).rejects.toThrow(HTTPError);
    faults.rest(/^GET \/gateway/, { kind: 'error', status: 403, code: 50_001, message: 'Missing Access' });
    await expect(rest.get(Routes.gateway())).rejects.toMatchObject({ code: 50_001 });
    faults.rest(/^GET \/gateway/, { kind: 'cut' });
    await expect(rest.get(Routes.gateway())).rejects.toThrow();
    faults.rest(/^GET \/gateway/, { kind: 'slow', delayMs: 1 });
    expect(await rest.get(Routes.gateway())).toMatchObject({ url: expect.stringContaining('ws://') });
  });

  it('survives hostile requests', async () => {
    const base = `${world.discord.apiUrl}/v10`;
    const headers = {
      authorization: `Bot ${world.application.botToken}`,
      'content-type': 'application/json',
    };
    const channel = world.guild.addTextChannel({ name: 'general' });
    const notJson = await fetch(`${base}/channels/${channel.id}/messages`, {
      method: 'POST',
      headers,
      body: '{"content":',
    });
    expect([notJson.status, await notJson.json()]).toMatchObject([400, { code: 50_109 }]);
    const noForm = await fetch(`${base}/channels/${channel.id}/messages`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'multipart/form-data; boundary=x' },
      body: 'nonsense',
    });
    expect(noForm.status).toBe(400);
    expect((await fetch(`${base}/channels/abc`, { headers })).status).toBe(400);
    expect((await fetch(`${base}/channels/%ZZ`, { headers })).status).toBe(404);
    expect((await fetch(`${world.discord.apiUrl}/v9/gateway`)).status).toBe(404);
    const proto = JSON.stringify({ content: 'x'.repeat(2_001), __proto__: { a: 1 }, embeds: 'no' });
    const badBody = await fetch(`${base}/channels/${channel.id}/messages`, {
      method: 'POST',
      headers,
      body: proto,
    });
    expect(badBody.status).toBe(400);
    expect(await rest.get(Routes.gateway())).toMatchObject({ url: expect.any(String) });
  });
});

function idOf(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof first === 'object' && first !== null && 'id' in first) return String(first.id);
  throw new Error('no id');
}
