import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { REST, Routes } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { advanceUntil, BotWorld } from './botWorld.ts';

describe('dispatch', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  /** Makes Discord offer commands as a bot of another version would have registered them. */
  async function register(commands: unknown[]): Promise<void> {
    const rest = new REST({ api: world.discord.apiUrl }).setToken(world.application.botToken);
    await rest.put(Routes.applicationCommands(world.application.applicationId), { body: commands });
  }

  it('answers a command it does not know', async () => {
    await register([{ name: 'dance', description: 'Dances.' }]);
    const reply = await world.ada.runCommand('dance').reply();
    expect(reply).toMatchObject({
      ephemeral: true,
      content: expect.stringContaining('do not know this command'),
    });
  });

  it('refuses a command in direct messages', async () => {
    await register([{ name: 'join', description: 'Joins.' }]);
    const reply = await world.ada.runCommand('join', {}, { direct: true }).reply();
    expect(reply.content).toContain('works in a server only');
  });

  it('says what went wrong inside, to the caller alone, and goes on', async () => {
    world.ada.setVoice(world.lounge.id);
    world.host.onSend = () => {
      throw new Error('the voice half burns');
    };
    const reply = await world.ada.runCommand('join', {}, { channelId: world.text.id }).reply();
    expect(reply).toMatchObject({ ephemeral: true, content: expect.stringContaining('went wrong') });
    expect(reply.content).not.toContain('burns');
    world.host.onSend = undefined;
    await world.host.next('open');
    expect((await world.ada.runCommand('status').reply()).ephemeral).toBe(true);
  });

  it('lives on when Discord has given up on an interaction', async () => {
    world.discord.faults.rest(/callback/, { kind: 'error', status: 404, code: 10_062 }, 2);
    const late = world.ada.runCommand('status');
    expect(await late.settled()).toBe('did not respond');
    expect((await world.ada.runCommand('status').reply()).text).toContain('Parley');
  });

  it('ends a conversation whose reply never reached anybody', async () => {
    world.ada.setVoice(world.lounge.id);
    world.discord.faults.rest(/callback/, { kind: 'error', status: 404, code: 10_062 }, 2);
    world.ada.runCommand('join', {}, { channelId: world.text.id });
    const conversation = await world.host.opened();
    expect((await world.host.next('close')).reason).toBe('internal');
    conversation.tell({ type: 'ended', reason: 'internal', trouble: undefined });
  });

  it('lets no command end without a word', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parley-commands-'));
    try {
      await writeFile(join(folder, 'package.json'), '{"type":"module"}');
      const shy =
        "export default { data: { name: 'shy', description: 'Says nothing.' }, run: async () => {} };";
      await writeFile(join(folder, 'shy.js'), shy);
      const other = await BotWorld.open();
      await other.startBot({}, pathToFileURL(`${folder}/`));
      const reply = await other.ada.runCommand('shy').reply();
      expect(reply).toMatchObject({ ephemeral: true, content: expect.stringContaining('went wrong') });
      await other.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('acknowledges in time what takes long, and answers in that place', async () => {
    const { conversation } = await world.joined();
    const command = world.ada.runCommand('leave', {}, { channelId: world.text.id });
    await world.host.next('close');
    expect(await advanceUntil(world.clock, command.acknowledged(), 20)).toBe('deferred');
    expect(command.ephemeral).toBe(true);
    conversation.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    const publicly = await command.followUp();
    expect(publicly).toMatchObject({ ephemeral: false, content: expect.stringContaining('We talked') });
  });
});
