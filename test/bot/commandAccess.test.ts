import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalPerson } from '../../src/offline/discord/localPerson.ts';
import type { SeenMessage } from '../../src/offline/discord/seenMessage.ts';
import { BotWorld } from './botWorld.ts';

describe('what an admin decides in Server Settings > Integrations', () => {
  let world: BotWorld;
  let helpers: string;
  let ben: LocalPerson;
  let boss: LocalPerson;
  beforeEach(async () => {
    world = await BotWorld.withBot();
    const { guild } = world;
    helpers = guild.addRole({ name: 'Helpers' });
    ben = guild.addPerson({ name: 'Ben', roles: [helpers] });
    boss = guild.addPerson({
      name: 'Boss',
      roles: [guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] })],
    });
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const decide = (decided: { command?: string; allow?: string[]; deny?: string[] }) =>
    world.guild.setCommandPermissions(world.application, decided);
  const run = (person: LocalPerson, command: string, values = {}) =>
    person.runCommand(command, values, { channelId: world.text.id });
  const chooseVoice = async (person: LocalPerson, panel: SeenMessage) => {
    const picked = await person.selectOption(panel, 'settings-pick', 'voice').reply();
    return person.selectOption(picked, 'settings-value:voice', 'cedar').reply();
  };
  const CHANGED = '**Voice** is now cedar';
  const REFUSED = '**Manage Server**';

  it('lets a role or a member change the settings who do not manage the server', async () => {
    decide({ command: 'settings', allow: [helpers] });
    const panel = await run(ben, 'settings').reply();
    expect((await chooseVoice(ben, panel)).text).toContain(CHANGED);
    decide({ command: 'settings', allow: [world.ada.id] });
    await run(world.ada, 'settings').reply();
  });

  it('holds for a panel that is open: from the next press on it is refused', async () => {
    decide({ command: 'settings', allow: [helpers] });
    const panel = await run(ben, 'settings').reply();
    decide({ command: 'settings' });
    const refused = await ben.selectOption(panel, 'settings-pick', 'voice').reply();
    expect(refused).toMatchObject({ ephemeral: true, content: expect.stringContaining(REFUSED) });
  });

  it('refuses a manager to whom it was denied, also with the panel that is open', async () => {
    const panel = await run(boss, 'settings').reply();
    decide({ command: 'settings', deny: [boss.id] });
    expect((await boss.selectOption(panel, 'settings-pick', 'voice').reply()).text).toContain(REFUSED);
    expect(() => run(boss, 'settings')).toThrow('not allowed');
    // The owner can be locked out of nothing.
    decide({ command: 'settings', deny: [world.guild.everyoneRoleId] });
    const owners = await run(world.guild.owner, 'settings').reply();
    expect((await chooseVoice(world.guild.owner, owners)).text).toContain(CHANGED);
  });

  it('for the whole bot refuses, but lets nobody do what the command asks a permission for', async () => {
    decide({ allow: [helpers] });
    expect(() => run(ben, 'settings')).toThrow('not allowed');
    const panel = await run(boss, 'settings').reply();
    decide({ deny: [world.guild.everyoneRoleId] });
    expect(() => run(boss, 'status')).toThrow('not allowed');
    expect((await boss.selectOption(panel, 'settings-pick', 'voice').reply()).text).toContain(REFUSED);
  });

  it('for a command overrules what is decided for the whole bot', async () => {
    decide({ deny: [world.guild.everyoneRoleId] });
    decide({ command: 'settings', allow: [helpers] });
    expect((await chooseVoice(ben, await run(ben, 'settings').reply())).text).toContain(CHANGED);
  });

  it('for /persona is not for /settings: who may choose a persona takes back that alone', async () => {
    decide({ command: 'persona', allow: [helpers] });
    const used = await run(ben, 'persona use', { persona: 'tutor' }).reply();
    const asked = run(ben, 'persona add', { name: 'Bob' });
    await asked.acknowledged();
    const added = await ben.submitModal(asked, { instructions: 'Be Bob.' }).reply();
    expect(added.text).toContain('**Bob**');
    await chooseVoice(boss, await run(boss, 'settings').reply());
    const kept = await ben.pressButton(added, 'persona-undo').reply();
    expect(kept.content).toContain('Something else was changed since');
    const panel = await run(boss, 'settings').reply();
    await boss.pressButton(panel, 'settings-undo').reply();
    expect((await ben.pressButton(added, 'persona-undo').reply()).text).toContain('Undone');
    expect((await ben.pressButton(used, 'persona-undo').reply()).text).toContain('**Persona**');
  });

  it('is not needed where Discord cannot be asked: then the permission decides', async () => {
    decide({ command: 'settings', allow: [helpers] });
    const mine = await run(boss, 'settings').reply();
    const his = await run(ben, 'settings').reply();
    world.discord.faults.rest(/commands\/permissions/, { kind: 'error', status: 400 }, 3);
    expect((await chooseVoice(boss, mine)).text).toContain(CHANGED);
    expect((await ben.selectOption(his, 'settings-pick', 'voice').reply()).text).toContain(REFUSED);
  });
});
