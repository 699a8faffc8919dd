import { type Client, Events, type Guild } from 'discord.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiscordWorld, next } from './discordWorld.ts';

const NAMES = ['ViewChannel', 'Connect', 'Speak', 'SendMessages', 'Administrator'] as const;
const names = fc.uniqueArray(fc.constantFrom(...NAMES));
const channelNames = fc.uniqueArray(fc.constantFrom('ViewChannel', 'Connect', 'Speak', 'SendMessages'));

describe('permissions', () => {
  let world: DiscordWorld;
  let client: Client<true>;
  let guild: Guild;
  beforeAll(async () => {
    world = await DiscordWorld.open();
    client = await world.client();
    const found = client.guilds.cache.get(world.guild.id);
    if (found === undefined) throw new Error('no guild');
    guild = found;
  });
  afterAll(async () => {
    await world.close();
  });

  it('of any roles and overwrites are what discord.js computes, whatever the member', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(names, { maxLength: 3 }),
        fc.array(fc.record({ whose: fc.nat(), allow: channelNames, deny: channelNames }), { maxLength: 6 }),
        async (roles, overwrites) => {
          const roleIds = roles.map((permissions, index) =>
            world.guild.addRole({ name: `r${index}`, permissions }),
          );
          const ada = world.guild.addPerson({ name: 'Ada', roles: roleIds });
          const targets = [world.guild.everyoneRoleId, ada.id, ...roleIds];
          const created = next(client, Events.ChannelCreate);
          const channel = world.guild.addVoiceChannel({
            name: 'any',
            overwrites: overwrites.map(({ whose, allow, deny }) => ({
              target: targets[whose % targets.length] ?? ada.id,
              allow,
              deny,
            })),
          });
          await created;
          const member = await guild.members.fetch({ user: ada.id, force: true });
          const theirs = guild.channels.cache.get(channel.id)?.permissionsFor(member);
          const ours = world.guild.permissionsOf(ada.id, channel.id);
          expect(theirs?.bitfield).toBe(ours);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of the owner are all there are', async () => {
    const channel = world.guild.addVoiceChannel({ name: 'closed' });
    const owner = await guild.members.fetch(world.guild.owner.id);
    const theirs = guild.channels.cache.get(channel.id)?.permissionsFor(owner);
    expect(theirs?.has('Administrator')).toBe(true);
    expect(world.guild.permissionsOf(owner.id, channel.id)).toBe(theirs?.bitfield);
  });
});
