import { afterEach, describe, expect, it } from 'vitest';
import { rms } from '../../src/audio/pcm.ts';
import { say } from '../../src/offline/realtime/brain.ts';
import { Room, type RoomOptions } from './room.ts';

const FRAME_MS = 20;
const LONG_ANSWER =
  'This is a long answer, so that there is enough time to interrupt it. It goes on and on, from one thing to the next, ' +
  'and whoever listens to it will sooner or later want to say something.';

let room: Room;

/** The model's VAD decides here; where Parley decides is tested beside this. */
async function enter(options: RoomOptions = {}): Promise<Room> {
  room = await Room.open({ ...options, env: { REALTIME_VAD: 'server', ...options.env } });
  await room.inviteBot();
  return room;
}

afterEach(async () => {
  await room?.close();
});

/** How well the sound that arrived matches a sentence: 1 is equal, 0 has nothing to do with it. */
function similarity(heard: Int16Array, sent: Int16Array): number {
  const FRAME = 240;
  const levels = (pcm: Int16Array) =>
    Array.from({ length: Math.floor(pcm.length / FRAME) }, (_, index) =>
      Math.log1p(rms(pcm.subarray(index * FRAME, (index + 1) * FRAME))),
    );
  const [one, other] = [levels(heard), levels(sent)];
  let best = 0;
  for (let shift = 0; shift < 200; shift++) {
    const pairs = other.map((value, index) => [value, one[index + shift] ?? 0] as const);
    const mean = (side: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[side], 0) / pairs.length;
    const [meanOne, meanOther] = [mean(0), mean(1)];
    let product = 0;
    let squareOne = 0;
    let squareOther = 0;
    for (const [x, y] of pairs) {
      product += (x - meanOne) * (y - meanOther);
      squareOne += (x - meanOne) ** 2;
      squareOther += (y - meanOther) ** 2;
    }
    best = Math.max(best, product / Math.sqrt(squareOne * squareOther || 1));
  }
  return best;
}

describe.each(['ga', 'beta'] as const)('a conversation in the %s dialect', (dialect) => {
  it('goes from turn to turn, each heard by the model and answered aloud', async () => {
    const { world, mia } = await enter({ env: { REALTIME_DIALECT: dialect } });
    // The dialects differ in words, not in sound: two turns tell for the second of them.
    const turns = [
      ['Good morning.', 'Good morning to you too.'],
      ['How are you today?', 'I am fine, thank you for asking.'],
      ['Tell me something.', 'Whales sing, and nobody knows quite why.'],
      ['Thank you, that is all.', 'It was a pleasure to talk.'],
    ] as const;
    for (const [question, answer] of dialect === 'ga' ? turns : turns.slice(2)) {
      world.model.script.answerNext(say(answer));
      const before = world.model.session.inputPcm().length;
      const spoken = await mia.say(question);
      const sinceMs = spoken.lastPacketMs ?? 0;
      await mia.heard.untilHears(world.botId, { voiced: true, sinceMs });
      await mia.heard.untilQuiet(world.botId, 1000);
      const heardByModel = world.model.session.inputPcm().subarray(before);
      expect(similarity(heardByModel, await mia.voiceOf(question))).toBeGreaterThan(0.9);
      const heardByMia = mia.client.heardPcm(world.botId, sinceMs);
      expect(similarity(heardByMia, await world.model.speech.synthesize(answer))).toBeGreaterThan(0.9);
    }
    expect(world.model.session.truncations).toEqual([]);
    expect(world.model.recording.ofType('error')).toEqual([]);
  });
});

describe('barge-in', () => {
  it('stops the answer and tells the model to a frame how much was heard', async () => {
    const { world, mia } = await enter();
    world.model.script.answerNext(say(LONG_ANSWER), say('Of course, go ahead.'));
    const first = await mia.say('Please tell me a story.');
    const askedMs = first.lastPacketMs ?? 0;
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: askedMs });
    await world.model.recording.untilEvent(({ type }) => type === 'response.done');
    const mark = world.model.recording.mark();

    const interruption = mia.say('Sorry, I have got a question.');
    const started = await world.model.recording.untilEvent(
      ({ type }) => type === 'input_audio_buffer.speech_started',
      { after: mark },
    );
    const truncated = await world.model.recording.untilEvent(
      ({ type }) => type === 'conversation.item.truncated',
      { after: mark },
    );
    const spoken = await interruption;

    const cutPackets = room.botPackets(mia, askedMs).filter(({ atMs }) => atMs < truncated.atMs + 200);
    expect(Math.abs(Number(truncated.event.audio_end_ms) - cutPackets.length * FRAME_MS)).toBeLessThanOrEqual(
      FRAME_MS,
    );
    const lastSoundMs = cutPackets.at(-1)?.atMs ?? Number.POSITIVE_INFINITY;
    expect(lastSoundMs - started.atMs).toBeLessThan(500);

    // The conversation goes on: the interruption is a turn of its own and is answered.
    const sinceMs = spoken.lastPacketMs ?? 0;
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs });
    await mia.heard.untilQuiet(world.botId, 1000);
    const answer = await world.model.speech.synthesize('Of course, go ahead.');
    expect(similarity(mia.client.heardPcm(world.botId, sinceMs), answer)).toBeGreaterThan(0.9);
    expect(world.model.recording.ofType('error')).toEqual([]);
  });

  it('lets nothing of the old answer be heard at the start of the next', async () => {
    const { world, mia } = await enter();
    world.model.script.answerNext(say(LONG_ANSWER), {
      parts: [{ type: 'speech', text: 'tone', pcm: quietThenLoud() }],
    });
    const first = await mia.say('Please tell me a story.');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: first.lastPacketMs ?? 0 });
    const second = await mia.say('Sorry, I have got a question.');
    const sinceMs = (second.lastPacketMs ?? 0) + 200;
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs });
    const heard = mia.heard.of(world.botId).filter((packet) => packet.atMs >= sinceMs && !packet.silence);
    const quietFrames = heard.slice(0, 20);
    expect(quietFrames.length).toBeGreaterThan(10);
    expect(quietFrames.filter((packet) => packet.voiced)).toEqual([]);
  });
});

/** Half a second that is all but silent, then a tone: an old frame in front of it would stand out. */
function quietThenLoud(): Int16Array {
  const QUIET_SAMPLES = 12_000;
  return Int16Array.from({ length: 2 * QUIET_SAMPLES }, (_, index) =>
    index < QUIET_SAMPLES ? 0 : Math.round(6000 * Math.sin(index / 8)),
  );
}

describe('half duplex', () => {
  it('plays the whole answer whoever speaks meanwhile, and listens again afterwards', async () => {
    const { world, mia } = await enter({ env: { TURN_MODE: 'half-duplex' } });
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

describe('function calls', () => {
  it('are run by the bot and spoken about by the model', async () => {
    const { world, mia } = await enter({ people: ['Mia', 'Tom'] });
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
    const { world, mia, channel } = await enter();
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
    const { world } = await enter({ people: ['Mia', 'Tom'] });
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
    // Behind each other they would take as long as both together.
    const packets = Math.max(spokenByMia.packets, spokenByTom.packets);
    expect(voiced.length).toBeLessThan(packets * 1.2);
  });
});

describe('an idle conversation', () => {
  it('sends nothing to the model', async () => {
    const { world, mia } = await enter();
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
