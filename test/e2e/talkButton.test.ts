import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say } from '../../src/offline/realtime/brain.ts';
import { Room } from './room.ts';

describe('the Talk button of a bot that answers nobody unasked', () => {
  let room: Room;

  beforeAll(async () => {
    room = await Room.open({
      people: ['Mia', 'Tom'],
      env: { REALTIME_VAD: 'speculative', ANSWER_MODE: 'push' },
    });
    await room.inviteBot();
  });

  afterAll(async () => {
    await room?.close();
  });

  it('has what is said next answered, and only that', async () => {
    const { world, mia, channel } = room;
    const { recording, script } = world.model;
    script.hearNextAs('Nobody is meant to answer this.');
    await mia.say('Nobody is meant to answer this.');
    await recording.untilEvent(({ type }) => type === 'input_audio_buffer.committed');
    expect(recording.ofType('response.create')).toEqual([]);

    const shown = await channel.when(({ buttons }) => buttons.some(({ label }) => label === 'Talk'));
    const talk = shown.buttons.find(({ label }) => label === 'Talk');
    const pressed = mia.person.pressButton(shown, talk?.customId ?? '');
    expect((await pressed.followUp()).content).toContain('I am listening to you');

    script.answerNext(say('Here I am.'));
    const spoken = await mia.say('And now I would like an answer.');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
    await mia.heard.untilQuiet(world.botId, 1000);
    expect(recording.ofType('response.create')).toHaveLength(1);
  });

  it('is of no use from elsewhere', async () => {
    const { world, channel } = room;
    const tom = room.person(1);
    await tom.join(world.addVoiceChannel('Garden'));
    const shown = await channel.when(({ buttons }) => buttons.some(({ label }) => label === 'Talk'));
    const talk = shown.buttons.find(({ label }) => label === 'Talk');
    const told = await tom.person.pressButton(shown, talk?.customId ?? '').followUp();
    expect(told).toMatchObject({ ephemeral: true });
    expect(told.content).toContain(`Join <#${channel.id}> first`);
  });
});
