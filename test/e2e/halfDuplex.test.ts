import { describe, expect, it } from 'vitest';
import { say } from '../../src/offline/realtime/brain.ts';
import { enterServerRoom, LONG_ANSWER } from './serverRoom.ts';
import { similarity } from './similarity.ts';

describe('half duplex', () => {
  it('plays the whole answer whoever speaks meanwhile, and listens again afterwards', async () => {
    const { world, mia } = await enterServerRoom({ env: { TURN_MODE: 'half-duplex' } });
    world.model.script.answerNext(say(LONG_ANSWER), say('Now I am listening again.'));
    const first = await mia.say('Please tell me a story.');
    const heardFrom = first.lastPacketMs ?? 0;
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: heardFrom });
    const mark = world.model.recording.mark();
    await mia.say('Sorry, I have got a question.');
    await mia.heard.untilQuiet(world.botId, 1000, { timeoutMs: 30_000 });
    const answer = await world.model.speech.synthesize(LONG_ANSWER);
    expect(similarity(mia.client.heardPcm(world.botId, heardFrom), answer)).toBeGreaterThan(0.9);
    const meanwhile = world.model.recording.events.filter(
      ({ index, type }) => index > mark && type === 'input_audio_buffer.append',
    );
    expect(meanwhile).toEqual([]);

    const second = await mia.say('Are you there?');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: second.lastPacketMs ?? 0 });
    expect(world.model.session.truncations).toEqual([]);
  });
});

describe('an idle conversation', () => {
  it('sends nothing to the model', async () => {
    const { world, mia } = await enterServerRoom();
    world.model.script.answerNext(say('Yes.'));
    const spoken = await mia.say('Hello.');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
    await mia.heard.untilQuiet(world.botId, 3000);
    const mark = world.model.recording.mark();
    await mia.heard.untilQuiet(world.botId, 6000);
    const sent = world.model.recording.events.filter(
      ({ index, direction }) => index > mark && direction === 'fromClient',
    );
    expect(sent).toEqual([]);
  });
});
