import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say } from '../../src/offline/realtime/brain.ts';
import type { Talker } from '../../src/offline/world/talker.ts';
import { SQLITE_FILE } from '../../src/store/dialects.ts';
import { answerWith, committedSound, LOCAL_TURNS, pause, sentByBot } from './localTurn.ts';
import { Room } from './room.ts';
import { begins } from './sameSound.ts';

const AT_ONCE = { pacing: { delayMs: 0, rate: Number.POSITIVE_INFINITY } };
const LONG_ANSWER =
  'Whales sing for hours, and their songs travel through the whole ocean, from one end of it to the other, until somebody answers.';

describe('somebody who does not want to be heard', () => {
  let room: Room;
  let tom: Talker;
  beforeAll(async () => {
    room = await Room.open({
      env: { ...LOCAL_TURNS, ANSWER_MODE: 'always' },
      people: ['Mia', 'Tom'],
      world: { locale: 'de' },
    });
    tom = room.person(1);
    await room.mia.command('join').when(({ text }) => text.includes('Ich höre zu'));
    await Promise.all(room.people.map((person) => person.client.untilEncryptedWith([room.world.botId])));
  });
  afterAll(() => room?.close());

  it('is told in the server’s language, and refuses by the button', async () => {
    const notice = await room.channel.when(({ text }) => text.includes('Ich höre hier zu'));
    const no = notice.buttons.find(({ label }) => label === 'Höre mich nicht');
    const reply = await tom.person.pressButton(notice, no?.customId ?? '').reply();
    expect(reply).toMatchObject({ ephemeral: true });
    expect(reply.content).toContain('I do not hear you in this server any more');
  });

  it('is not sent to the model, neither alone nor beside somebody else', async () => {
    const mark = room.world.model.recording.mark();
    await tom.say('Nobody but my friends is meant to hear this.');
    await pause(800);
    expect(sentByBot(room, 'input_audio_buffer.append', mark)).toEqual([]);

    answerWith(room, say('I see.', AT_ONCE));
    const [hers, his] = [
      await room.mia.voiceOf('I would like some tea with milk and sugar.'),
      await tom.voiceOf('And this here is my secret for nobody else.'),
    ];
    const [spoken] = await Promise.all([room.mia.client.speak(hers), tom.client.speak(his)]);
    await room.mia.heard.untilHears(room.world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
    await room.mia.heard.untilQuiet(room.world.botId, 800);
    const heard = committedSound(room);
    expect(begins(hers, heard)).toBe(true);
    expect(begins(his, heard)).toBe(false);
  });

  it('does not quieten or interrupt the bot', async () => {
    const { world, mia } = room;
    answerWith(room, say(LONG_ANSWER, AT_ONCE));
    const mark = world.model.recording.mark();
    const asked = await mia.say('Tell me about whales.');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: asked.lastPacketMs ?? 0 });
    await tom.say('I am talking to somebody else right now, and loudly so.');
    await mia.heard.untilQuiet(world.botId, 1000);
    expect(sentByBot(room, 'conversation.item.truncate', mark)).toEqual([]);
    expect(sentByBot(room, 'response.create', mark)).toHaveLength(1);
  });

  it('is heard again when they agree, and no more from the middle of a sentence on when they take it back', async () => {
    const { world, mia } = room;
    answerWith(room, say('Hello Tom.', AT_ONCE));
    expect((await tom.command('privacy in').reply()).content).toContain('I hear you in this server');
    const spoken = await tom.say('Now I do want to be heard.');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
    await mia.heard.untilQuiet(world.botId, 800);

    const mark = world.model.recording.mark();
    const items = world.model.session.items.length;
    const sentence = await tom.voiceOf(
      'This was not meant for the bot at all, so please let me take it back now.',
    );
    const speaking = tom.client.speak(sentence);
    await world.model.recording.untilEvent('input_audio_buffer.append', { after: mark });
    await tom.command('privacy out').reply();
    const cleared = await world.model.recording.untilEvent('input_audio_buffer.clear', { after: mark });
    await speaking;
    await pause(1000);
    expect(sentByBot(room, 'input_audio_buffer.append', cleared.index)).toEqual([]);
    expect(sentByBot(room, 'input_audio_buffer.commit', mark)).toEqual([]);
    expect(world.model.session.items.length).toBe(items);
  });
});

describe('a server that asks everybody first', () => {
  const data = mkdtempSync(join(tmpdir(), 'parley-consent-'));
  let room: Room;
  beforeAll(async () => {
    room = await Room.open({
      env: { ...LOCAL_TURNS, ANSWER_MODE: 'always', DATA_DIR: data },
      people: ['Mia'],
    });
    const { world } = room;
    const managers = world.guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] });
    const boss = world.guild.addPerson({ name: 'Boss', roles: [managers] });
    const where = { channelId: room.channel.id };
    const panel = await boss.runCommand('settings', {}, where).reply();
    const picked = await boss.selectOption(panel, 'settings-pick', 'consentMode').reply();
    await boss.selectOption(picked, 'settings-value:consentMode', 'ask').reply();
    await room.inviteBot();
  });
  afterAll(async () => {
    await room?.close();
    rmSync(data, { recursive: true, force: true });
  });

  it('has nobody heard who has not agreed, and each from then on', async () => {
    const { world, mia } = room;
    answerWith(room, say('Hello Mia.', AT_ONCE));
    const notice = await room.channel.when(({ text }) => text.includes('I hear you only if you agree'));
    await mia.say('Nobody has asked me yet.');
    await pause(800);
    expect(sentByBot(room, 'input_audio_buffer.append')).toEqual([]);
    await mia.person.pressButton(notice, 'consent:yes').reply();
    const spoken = await mia.say('Now I have agreed to it.');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
  });

  it('keeps no sound of anybody', () => {
    expect(sentByBot(room, 'input_audio_buffer.append')).not.toEqual([]);
    const kept = readdirSync(data, { recursive: true, encoding: 'utf8' });
    expect(kept).toContain(SQLITE_FILE);
    expect(kept.filter((name) => !name.startsWith(SQLITE_FILE))).toEqual([]);
  });
});
