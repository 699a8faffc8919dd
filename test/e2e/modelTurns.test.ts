import { describe, expect, it } from 'vitest';
import { rms } from '../../src/audio/pcm.ts';
import { say } from '../../src/offline/realtime/brain.ts';
import { enterServerRoom } from './serverRoom.ts';
import { similarity } from './similarity.ts';

describe('function calls', () => {
  it('are run by the bot and spoken about by the model', async () => {
    const { world, mia } = await enterServerRoom({ people: ['Mia', 'Tom'] });
    world.model.script.hearNextAs('Who is here with us?');
    const spoken = await mia.say('Who is here with us?');
    const output = await world.model.recording.untilEvent(
      ({ direction, event }) =>
        direction === 'fromClient' && JSON.stringify(event).includes('function_call_output'),
    );
    expect(JSON.stringify(output.event)).toContain('Mia');
    expect(JSON.stringify(output.event)).toContain('Tom');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
    expect(world.model.recording.ofType('error')).toEqual([]);
  });

  it('that ask to leave end the conversation after the goodbye', async () => {
    const { world, mia, channel } = await enterServerRoom();
    world.model.script.answerNext({
      parts: [
        { type: 'speech', text: 'Goodbye, see you soon.' },
        { type: 'functionCall', name: 'leave_channel', arguments: {} },
      ],
    });
    const spoken = await mia.say('Please leave us now.');
    const sinceMs = spoken.lastPacketMs ?? 0;
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs });
    await channel.when((message) => message.text.includes('asked to leave'), 20_000);
    const goodbye = await world.model.speech.synthesize('Goodbye, see you soon.');
    expect(similarity(mia.client.heardPcm(world.botId, sinceMs), goodbye)).toBeGreaterThan(0.85);
    expect(channel.memberIds).not.toContain(world.botId);
  });
});

describe('several people', () => {
  it('are mixed into one stream, not put behind each other', async () => {
    const room = await enterServerRoom({ people: ['Mia', 'Tom'] });
    const { world } = room;
    const [mia, tom] = [room.person(0), room.person(1)];
    world.model.script.answerNext(say('One after the other, please.'));
    const before = world.model.session.inputPcm().length;
    const [spokenByMia, spokenByTom] = await Promise.all([
      mia.say('I would like some tea with milk and sugar.'),
      tom.say('And for me a coffee, black and strong.'),
    ]);
    const endMs = Math.max(spokenByMia.lastPacketMs ?? 0, spokenByTom.lastPacketMs ?? 0);
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: endMs });
    const heard = world.model.session.inputPcm().subarray(before);
    const voiced = Array.from({ length: Math.floor(heard.length / 480) }, (_, index) =>
      rms(heard.subarray(index * 480, (index + 1) * 480)),
    ).filter((level) => level > 200);
    // Behind each other they would take as long as both together; they need not begin in the same moment.
    expect(voiced.length).toBeLessThan((spokenByMia.packets + spokenByTom.packets) * 0.75);
  });
});
