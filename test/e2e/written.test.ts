import { GatewayIntentBits } from 'discord.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say } from '../../src/offline/realtime/brain.ts';
import { answerWith } from './localTurn.ts';
import { Room } from './room.ts';

describe.each([
  {
    locale: 'en-US',
    cut: 'What is said',
    ended: 'The conversation has ended',
    saying: 'I say it',
    heading: '## Topics',
  },
  {
    locale: 'de',
    cut: 'Was in',
    ended: 'Das Gespräch ist zu Ende',
    saying: 'Ich sage es',
    heading: '## Themen',
  },
])('/transcript, /summary and /say in $locale', ({ locale, cut, ended, saying, heading }) => {
  let room: Room;
  beforeAll(async () => {
    room = await Room.open({ world: { locale }, env: { ANSWER_MODE: 'always' }, people: ['Mia'] });
    const { guild } = room.world;
    guild.setRolePermissions(guild.everyoneRoleId, [
      ...(['ViewChannel', 'SendMessages', 'Connect', 'Speak', 'UseApplicationCommands'] as const),
      ...(['CreatePublicThreads', 'SendMessagesInThreads'] as const),
    ]);
  });
  afterAll(async () => {
    await room?.close();
  });

  it('write both sides into a thread until the end, with a text to say and minutes to post', async () => {
    const { world, mia } = room;
    const text = world.guild.addTextChannel({ name: 'general' });
    const ute = world.guild.addPerson({ name: '@everyone **Ute**', locale });
    ute.setVoice(room.channel.id);
    const joining = ute.runCommand('join', {}, { channelId: text.id });
    await joining.when(({ buttons }) => buttons.length > 0);
    await mia.client.untilEncryptedWith([world.botId]);
    await ute.runCommand('transcript on', {}, { channelId: text.id }).reply();
    const [thread] = world.guild.threads;
    if (thread === undefined) throw new Error('no thread was opened');
    const opening = await thread.when(({ content }) => content.includes(cut));
    expect(opening.content).toContain('\\@everyone \\*\\*Ute\\*\\*');

    answerWith(room, say('Soup and bread.'));
    await mia.say('What is for dinner tonight, please?');
    await thread.when(({ content }) => /:T> \*\*Mia\*\*: ./.test(content), 20_000);
    await thread.when(({ content }) => content.includes('**Parley**: Soup and bread'), 20_000);

    answerWith(room, say('Dinner is ready'));
    const asked = ute.runCommand('say', { text: 'Dinner is ready' }, { channelId: text.id });
    expect((await asked.reply()).content).toContain(saying);
    await thread.when(({ content }) => content.includes('Dinner is ready'), 20_000);

    const spokenTo = room.botPackets(mia).length;
    let wanted = '';
    world.model.script.answerNext(({ instructions, modality }) => {
      wanted = `${modality}: ${instructions}`;
      return { parts: [{ type: 'text', text: `${heading}\n- Mia: soup @everyone` }] };
    });
    const asking = ute.runCommand('summary', {}, { channelId: text.id });
    const minutes = await asking.when(({ buttons }) => buttons.length > 0, 20_000);
    expect(asking.ephemeral).toBe(true);
    expect(wanted).toMatch(/^text: /);
    expect(wanted).toContain(heading);
    expect(minutes.content).toBe(`**${heading.slice(3)}**\n- Mia\\: soup \\@everyone`);
    expect(room.botPackets(mia).length).toBe(spokenTo);
    await ute.pressButton(minutes, minutes.buttons[0]?.customId ?? '').acknowledged();
    const post = await text.when(({ content }) => content.includes('soup \\@everyone'), 20_000);
    expect(post.content).toContain('\\@everyone \\*\\*Ute\\*\\*');

    await ute.runCommand('leave', {}, { channelId: text.id }).reply();
    await thread.when(({ content }) => content.includes(ended), 20_000);
    const writes = world.discord.recording.requests(new RegExp(`/channels/${thread.id}/messages`));
    const gaps = writes.slice(1).map(({ atMs }, index) => atMs - (writes[index]?.atMs ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(1400);
    expect(JSON.stringify(room.bot.logs)).not.toMatch(/dinner/i);
  });
});

describe('the thread of a transcript', () => {
  let room: Room;
  beforeAll(async () => {
    room = await Room.open({
      world: { privilegedIntents: GatewayIntentBits.MessageContent },
      env: { ANSWER_MODE: 'always', READ_THREADS: 'true' },
      people: ['Mia'],
    });
    const { guild } = room.world;
    guild.setRolePermissions(guild.everyoneRoleId, [
      ...(['ViewChannel', 'SendMessages', 'Connect', 'Speak', 'UseApplicationCommands'] as const),
      ...(['CreatePublicThreads', 'SendMessagesInThreads'] as const),
    ]);
  });
  afterAll(async () => {
    await room?.close();
  });

  it('carries what somebody types to the model, under their name, and it is answered aloud', async () => {
    const { world, mia } = room;
    const text = world.guild.addTextChannel({ name: 'general' });
    const tom = world.guild.addPerson({ name: 'Tom' });
    tom.setVoice(room.channel.id);
    const joining = tom.runCommand('join', {}, { channelId: text.id });
    await joining.when(({ text: shown }) => shown.includes('Listening'));
    await mia.client.untilEncryptedWith([world.botId]);
    await tom.runCommand('transcript on', {}, { channelId: text.id }).reply();
    const [thread] = world.guild.threads;
    if (thread === undefined) throw new Error('no thread was opened');

    const sinceMs = world.discord.recording.entries.at(-1)?.atMs ?? 0;
    answerWith(room, say('Soup and bread.'));
    tom.say(thread.id, 'What is for dinner?');
    await thread.when(({ content }) => content.includes('**Parley**: Soup and bread'), 20_000);
    expect(JSON.stringify(world.model.session.items)).toContain('Tom wrote: What is for dinner?');
    expect(room.botPackets(mia, sinceMs).length).toBeGreaterThan(10);
    expect(thread.messages.filter(({ content }) => content.includes('for dinner'))).toHaveLength(1);
    expect(JSON.stringify(room.bot.logs)).not.toMatch(/dinner/i);
  });
});
