import { afterEach, describe, expect, it } from 'vitest';
import { BotWorld } from '../bot/botWorld.ts';

describe('how many conversations run at once', () => {
  let world: BotWorld;
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  /** Somebody of another server who sits in a voice channel there. */
  function neighbour(locale = 'en-US') {
    const guild = world.discord.addGuild({ name: 'Next door' });
    guild.install(world.application);
    const text = guild.addTextChannel({ name: 'general' });
    const person = guild.addPerson({ name: 'Ben', locale });
    person.setVoice(guild.addVoiceChannel({ name: 'Porch' }).id);
    return { join: () => person.runCommand('join', {}, { channelId: text.id }) };
  }

  it.each([
    ['en-US', 'as many conversations as whoever runs me allows'],
    ['de', 'so viele Gespräche, wie mein Betreiber erlaubt'],
  ])('is bounded over all servers, and who comes too late is told (%s)', async (locale, sentence) => {
    world = await BotWorld.withBot({ MAX_CONVERSATIONS: '1' });
    const { conversation } = await world.joined();
    const { join } = neighbour(locale);
    const refused = await join().reply();
    expect(refused).toMatchObject({ ephemeral: true, content: expect.stringContaining(sentence) });
    conversation.tell({ type: 'ended', reason: 'kicked', trouble: undefined });
    join();
    await world.host.opened();
  });

  it('bounds no move of a conversation that is there', async () => {
    world = await BotWorld.withBot({ MAX_CONVERSATIONS: '1' });
    const { conversation } = await world.joined();
    const hall = world.guild.addVoiceChannel({ name: 'Hall' });
    const moving = world.ada.runCommand('join', { channel: hall.id }, { channelId: world.text.id });
    await world.host.next('move');
    conversation.tell({ type: 'moved', channelId: hall.id });
    expect((await moving.reply()).content).toContain('I moved');
  });

  it('is not bounded with 0', async () => {
    world = await BotWorld.withBot({ MAX_CONVERSATIONS: '0' });
    await world.joined();
    neighbour().join();
    await world.host.opened();
  });
});
