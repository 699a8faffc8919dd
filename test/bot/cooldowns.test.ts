import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Cooldowns, MAX_KEPT } from '../../src/bot/cooldowns.ts';
import type { LocalPerson } from '../../src/offline/discord/localPerson.ts';
import { ManualClock } from '../manualClock.ts';
import { BotWorld } from './botWorld.ts';

const TWICE_IN_TEN_SECONDS = { uses: 2, withinMs: 10_000 };

describe('Cooldowns', () => {
  it('let a person use a command so often, and say how long to wait then', () => {
    const clock = new ManualClock();
    const cooldowns = new Cooldowns(clock);
    const use = (userId = 'ada', command = 'join') => cooldowns.use(userId, command, TWICE_IN_TEN_SECONDS);
    expect(use()).toBe(0);
    clock.advance(4000);
    expect([use(), use(), use('bob'), use('ada', 'usage')]).toEqual([0, 6000, 0, 0]);
    clock.advance(5999);
    expect(use()).toBe(1);
    clock.advance(1);
    expect([use(), use()]).toEqual([0, 4000]);
  });

  it('never let more through than they may, and always whoever waited as told', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6000 })), (pauses) => {
        const clock = new ManualClock();
        const cooldowns = new Cooldowns(clock);
        const usedMs: number[] = [];
        for (const pause of pauses) {
          clock.advance(pause);
          const waitMs = cooldowns.use('ada', 'join', TWICE_IN_TEN_SECONDS);
          clock.advance(waitMs);
          if (waitMs > 0) expect(cooldowns.use('ada', 'join', TWICE_IN_TEN_SECONDS)).toBe(0);
          usedMs.push(clock.nowMs());
          const recent = usedMs.filter((atMs) => clock.nowMs() - atMs < TWICE_IN_TEN_SECONDS.withinMs);
          expect(recent.length).toBeLessThanOrEqual(TWICE_IN_TEN_SECONDS.uses);
        }
      }),
    );
  });

  it('forget whoever used a command longest ago, when there are too many', () => {
    const cooldowns = new Cooldowns(new ManualClock());
    const once = { uses: 1, withinMs: 10_000 };
    for (let person = 0; person <= MAX_KEPT; person++) cooldowns.use(`${person}`, 'join', once);
    expect(cooldowns.use('1', 'join', once)).toBeGreaterThan(0);
    expect(cooldowns.use('0', 'join', once)).toBe(0);
  });
});

describe('commands that are used too often', () => {
  let world: BotWorld;
  let boss: LocalPerson;
  beforeEach(async () => {
    world = await BotWorld.withBot();
    const managers = world.guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] });
    boss = world.guild.addPerson({ name: 'Boss', roles: [managers] });
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  async function times(person: LocalPerson, count: number, command: string): Promise<string> {
    let text = '';
    for (let time = 0; time < count; time++) {
      text = (await person.runCommand(command, {}, { channelId: world.text.id }).reply()).text;
    }
    return text;
  }

  it('are refused, to that person alone, until some time has passed', async () => {
    expect(await times(world.ada, 5, 'status')).toContain('Parley');
    const refused = await world.ada.runCommand('status', {}, { channelId: world.text.id }).reply();
    expect(refused).toMatchObject({
      ephemeral: true,
      content: 'That was a bit much at once: try again in 15 seconds.',
    });
    const gustl = world.guild.addPerson({ name: 'Gustl', locale: 'de' });
    expect(await times(gustl, 6, 'status')).toBe(
      'Das war etwas viel auf einmal: Versuch es in 15 Sekunden noch einmal.',
    );
    world.clock.advance(15_000);
    expect(await times(world.ada, 1, 'status')).toContain('Parley');
  });

  it('are refused sooner where each use costs something', async () => {
    expect(await times(world.ada, 4, 'summary')).toContain('a bit much');
  });

  it('are never those that end, silence or refuse something, nor the settings for who manages the server', async () => {
    for (const command of ['stop', 'leave', 'privacy show'])
      expect(await times(world.ada, 7, command)).not.toContain('a bit much');
    expect(await times(boss, 7, 'settings')).toContain('Settings of this server');
  });
});
