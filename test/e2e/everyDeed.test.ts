import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeenMessage } from '../../src/offline/discord/seenMessage.ts';
import { say } from '../../src/offline/realtime/brain.ts';
import { strangersIn } from './languageCheck.ts';
import { LOCAL_TURNS } from './localTurn.ts';
import { Reader } from './reader.ts';
import { Room } from './room.ts';

/** Mentions, markup, what turns the text round, what nobody sees, line breaks, and a link. */
const HOSTILE = '@everyone **M** `x`\n‮​<@&1> [a](b) 🎉🎉🎉';
/** Nothing of it that Discord would take for more than letters. */
const SHOWN = '\\@everyone \\*\\*M\\*\\* \\`x\\`';

describe.each([
  { locale: 'en-US', language: 'en' },
  { locale: 'de', language: 'de' },
] as const)('a conversation with hostile names in $language', ({ locale, language }) => {
  let room: Room;
  let mallory: Reader;
  let boss: Reader;

  beforeAll(async () => {
    room = await Room.open({
      world: { locale },
      env: { ...LOCAL_TURNS, ANSWER_MODE: 'always', REALTIME_MODEL: 'gpt-realtime-2.1' },
      people: [{ name: 'Mallory', nickname: HOSTILE, locale }],
    });
    const { guild } = room.world;
    const where = { channelId: room.channel.id };
    const roles = [guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] })];
    mallory = new Reader(room.mia.person, language, where);
    boss = new Reader(guild.addPerson({ name: 'Boss', roles, locale }), language, where);
  });
  afterAll(() => room?.close());

  const inChannel = async (predicate: (message: SeenMessage) => boolean) => {
    const message = await room.channel.when(predicate, 20_000);
    expect(strangersIn(message, language), message.text).toEqual([]);
    return message;
  };
  const button = (message: SeenMessage, label: string) =>
    message.buttons.find((each) => each.label === label)?.customId ?? '';

  it('begins and shows what it is doing, to everybody in the server’s language', async () => {
    const { words } = mallory;
    const here = { channel: `<#${room.channel.id}>` };
    const joining = mallory.start('join');
    expect((await mallory.reads(joining)).ephemeral).toBe(false);
    await inChannel(({ text }) => text.includes(words('conversation.listening', here)));
    await inChannel(({ text }) => text.includes(words('privacy.noticeTitle')));
    await room.mia.client.untilEncryptedWith([room.world.botId]);
    expect((await mallory.types('join')).content).toContain(words('join.alreadyIn', here));
  });

  it('shows who speaks, whatever they are called', async () => {
    const { world, mia } = room;
    world.model.script.brain = () => say('Two plus two is four.');
    const spoken = mia.say(
      'What is two plus two, and what is three plus three, and what is it all together?',
    );
    await inChannel(({ text }) => text.includes(`**${SHOWN}`));
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: (await spoken).lastPacketMs ?? 0 });
    await mia.heard.untilQuiet(world.botId, 500);
    expect((await mallory.types('status')).text).toContain(SHOWN);
  });

  it('says a text, is silenced, and listens to who presses the button', async () => {
    const { words } = mallory;
    const told = await mallory.types('say', { text: `@everyone **Dinner** <@${room.world.botId}>` });
    expect(told.content).toContain('\\@everyone \\*\\*Dinner\\*\\* \\<\\@');
    expect((await mallory.types('stop')).content).toContain(words('stop.quiet').slice(0, -1));
    const shown = await inChannel(({ buttons }) =>
      buttons.some(({ label }) => label === words('conversation.talkButton')),
    );
    const press = mallory.person.pressButton(shown, button(shown, words('conversation.talkButton')));
    expect((await press.followUp()).content).toBe(words('conversation.talkHint'));
  });

  it('is closed to whom a role was not given, from the moment on at which that was set', async () => {
    const { words } = mallory;
    const elite = room.world.guild.addRole({ name: 'Elite' });
    const picked = await boss.chooses(await boss.types('settings'), 'settings-pick', 'allowedRoleIds');
    const panel = await boss.reads(
      boss.person.selectEntities(picked, 'settings-value:allowedRoleIds', elite),
    );
    for (const [command, values] of [
      ['say', { text: 'Hello' }],
      ['stop', {}],
      ['leave', {}],
    ] as const)
      expect((await mallory.types(command, values)).content, command).toBe(words('settings.roleNotAllowed'));
    const shown = await inChannel(({ buttons }) => buttons.length === 2);
    for (const label of ['conversation.talkButton', 'conversation.leaveButton'] as const) {
      const press = mallory.person.pressButton(shown, button(shown, words(label)));
      expect((await press.followUp()).content).toBe(words('settings.roleNotAllowed'));
    }
    await boss.presses(panel, 'settings-undo');
    expect((await mallory.types('stop')).content).toBe(words('stop.quiet'));
  });

  it('shows what it cost, to each their part and to managers all of it, with a picture', async () => {
    const { words } = mallory;
    const fields = ({ embeds }: SeenMessage) => embeds[0]?.fields.map(({ name }) => name);
    const mine = await mallory.types('usage');
    expect(fields(mine)).toEqual(expect.arrayContaining([words('usage.total'), words('usage.mine')]));
    expect(fields(mine)).not.toContain(words('usage.people'));
    const all = await boss.types('usage');
    expect(fields(all)).toContain(words('usage.people'));
    expect(all.text).toContain(`<@${mallory.person.id}>`);
    for (const { attachments } of [mine, all])
      expect(attachments).toEqual([{ name: 'usage.png', bytes: expect.any(Number) }]);
  });

  it('is ended by people who are in it, and by managers from anywhere', async () => {
    const here = { channel: `<#${room.channel.id}>` };
    const stranger = new Reader(room.world.guild.addPerson({ name: 'Ben', locale }), language, {
      channelId: room.channel.id,
    });
    expect((await stranger.types('leave')).content).toBe(stranger.words('leave.notYours', here));
    await boss.reads(boss.start('leave'));
    await inChannel(
      ({ text, buttons }) => text.includes(boss.words('conversation.leftByCommand')) && buttons.length === 0,
    );
  });

  it('notifies nobody of anything', () => {
    const sent = room.world.discord.recording.requests(/^(POST|PATCH) .*(messages|callback)/);
    const bodies = sent.map(({ body }) => JSON.stringify(body)).filter((body) => body.includes('"content"'));
    expect(bodies.length).toBeGreaterThan(10);
    expect(bodies.filter((body) => !/"allowed_?[mM]entions":\{"parse":\[\]/.test(body))).toEqual([]);
    // What people see of names is escaped wherever it stands.
    expect(bodies.filter((body) => /(?<!\\)@everyone|‮|​/.test(body))).toEqual([]);
  });
});
