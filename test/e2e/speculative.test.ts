import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { msToSamples } from '../../src/audio/format.ts';
import { call, say } from '../../src/offline/realtime/brain.ts';
import { sine } from '../../src/offline/speech/soundSource.ts';
import {
  answerWith,
  committedSound,
  itemsOf,
  LOCAL_TURNS,
  pause,
  sentByBot,
  untilAsked,
} from './localTurn.ts';
import { Room } from './room.ts';
import { wholeness } from './sameSound.ts';

/** A model that has its whole answer ready at once: the hardest to take an answer back from. */
const AT_ONCE = { pacing: { delayMs: 0, rate: Number.POSITIVE_INFINITY } };
/** So long that "at the first sign" and "when it is certain" cannot be mistaken for each other on a busy machine. */
const LONG_CONFIRM_MS = 1000;
/** Longer than any breath that is taken in these sentences, on a busy machine too. */
const CONFIRM_MS = 600;
const FRAME_MS = 20;
/** What is sent beside an utterance: the prefix padding, and less than a frame at each end. */
const PADDING_MS = 340;

async function enter(env: Record<string, string> = {}): Promise<Room> {
  const room = await Room.open({ env: { ...LOCAL_TURNS, ...env } });
  await room.inviteBot();
  return room;
}

describe.each(['ga', 'beta'] as const)('a turn in the %s dialect', (dialect) => {
  let room: Room;
  beforeAll(async () => {
    room = await enter({ REALTIME_DIALECT: dialect, TURN_CONFIRM_MS: String(CONFIRM_MS) });
  });
  afterAll(() => room?.close());

  it('is committed and asked about at the end mark, and its answer is heard when the end is certain', async () => {
    const { world, mia } = room;
    answerWith(room, say('Good morning to you too.', AT_ONCE));
    const mark = world.model.recording.mark();
    const spoken = await mia.say('Good morning.');
    const endMs = spoken.lastPacketMs ?? 0;
    const heard = await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: endMs });
    const asked = sentByBot(room, 'response.create', mark).at(-1);
    expect((asked?.atMs ?? Number.POSITIVE_INFINITY) - endMs).toBeLessThan(CONFIRM_MS);
    expect(heard.atMs - endMs).toBeGreaterThanOrEqual(CONFIRM_MS - FRAME_MS);
    await mia.heard.untilQuiet(world.botId, 500);
    const answer = await world.model.speech.synthesize('Good morning to you too.');
    expect(wholeness(answer, mia.client.heardPcm(world.botId, endMs))).toMatchObject({ share: 1 });
    expect(itemsOf(room)).toEqual(['[Mia is speaking]', 'audio', 'answer']);
    expect(world.model.recording.ofType('error')).toEqual([]);
  });

  it('goes on after a pause: nothing of the first answer is heard or left, nothing said is lost or doubled', async () => {
    const { world, mia } = room;
    const before = world.model.session.items.length;
    const [first, second] = [
      await mia.voiceOf('I would like to know'),
      await mia.voiceOf('what the weather is like today.'),
    ];
    answerWith(room, say('You would like to know what?', AT_ONCE));
    const mark = world.model.recording.mark();
    const begun = await mia.client.speak(first);
    await pause(150);
    answerWith(room, say('It is sunny.', AT_ONCE));
    const ended = await mia.client.speak(second);
    const [startMs, endMs] = [begun.firstPacketMs ?? 0, ended.lastPacketMs ?? 0];
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: endMs });
    await mia.heard.untilQuiet(world.botId, 500);

    expect(sentByBot(room, 'response.create', mark).length).toBeGreaterThanOrEqual(2);
    const early = mia.heard
      .of(world.botId)
      .filter(({ atMs, voiced }) => voiced && atMs > startMs && atMs < endMs);
    expect(early).toEqual([]);
    expect(itemsOf(room, before)).toEqual(['audio', 'answer']);
    const answer = await world.model.speech.synthesize('It is sunny.');
    expect(wholeness(answer, mia.client.heardPcm(world.botId, endMs)).share).toBe(1);

    const model = committedSound(room, before);
    expect(model.length).toBeLessThan(first.length + second.length + msToSamples(PADDING_MS));
    const [one, other] = [wholeness(first, model), wholeness(second, model)];
    expect(one).toMatchObject({ share: 1, lags: [expect.any(Number)] });
    expect(other).toMatchObject({ share: 1, lags: [expect.any(Number)] });
    expect(other.lags[0]).toBeGreaterThan((one.lags[0] ?? 0) + (first.length / 24_000) * 1000 - FRAME_MS);
    expect(world.model.recording.ofType('error')).toEqual([]);
  });
});

describe('the end of a turn', () => {
  let room: Room;
  beforeAll(async () => {
    room = await enter({ TURN_CONFIRM_MS: String(LONG_CONFIRM_MS) });
  });
  afterAll(() => room?.close());

  it('is seen when packets stop without an end mark', async () => {
    const { world, mia } = room;
    answerWith(room, say('Yes.'));
    const mark = world.model.recording.mark();
    const spoken = await mia.say('Are you there?', { endMark: false });
    const endMs = spoken.lastPacketMs ?? 0;
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: endMs });
    const askedMs = sentByBot(room, 'response.create', mark).at(-1)?.atMs ?? 0;
    expect(askedMs - endMs).toBeLessThan(LONG_CONFIRM_MS);
    expect(askedMs - endMs).toBeGreaterThanOrEqual(60 - FRAME_MS);
    await mia.heard.untilQuiet(world.botId, 500);
  });

  it('is heard on a microphone that is left open', async () => {
    const { world, mia } = room;
    answerWith(room, say('Yes.'));
    mia.client.openMic();
    await pause(300);
    const mark = world.model.recording.mark();
    const spoken = await mia.say('Are you there?');
    const endMs = spoken.lastPacketMs ?? 0;
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: endMs });
    // A machine that stood still in the middle of the sentence makes a pause, which is asked about, too.
    const askedMs = sentByBot(room, 'response.create', mark).at(-1)?.atMs ?? 0;
    expect(askedMs - endMs).toBeLessThan(LONG_CONFIRM_MS);
    expect(askedMs - endMs).toBeGreaterThan(100);
    await mia.heard.untilQuiet(world.botId, 500);
    mia.client.closeMic();
  });

  it('is waited for after two wasted responses, and trusted again after a clean one', async () => {
    const { world, mia } = room;
    answerWith(room, say('Well.', AT_ONCE));
    const mark = world.model.recording.mark();
    for (const part of ['One moment please', 'I have to think']) {
      await mia.say(part);
      await pause(300);
    }
    const { lastPacketMs: endMs = 0 } = await mia.say('and now I know it.');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: endMs });
    const asked = sentByBot(room, 'response.create', mark);
    expect((asked.at(-1)?.atMs ?? 0) - endMs).toBeGreaterThanOrEqual(LONG_CONFIRM_MS - FRAME_MS);
    await mia.heard.untilQuiet(world.botId, 500);

    const again = world.model.recording.mark();
    const clean = await mia.say('Thank you very much.');
    const trusted = await untilAsked(room, again);
    expect(trusted.atMs - (clean.lastPacketMs ?? 0)).toBeLessThan(LONG_CONFIRM_MS);
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: clean.lastPacketMs ?? 0 });
    await mia.heard.untilQuiet(world.botId, 500);
  });

  it('runs no function that was called before it was certain', async () => {
    const { world, mia, channel } = room;
    answerWith(room, call('leave_channel', {}, AT_ONCE));
    const mark = world.model.recording.mark();
    await mia.say('Could you please leave');
    await world.model.recording.untilEvent('response.done', { after: mark });
    await pause(100);
    answerWith(room, say('Here I am.', AT_ONCE));
    const spoken = await mia.say('the light on for me?');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
    expect(channel.memberIds).toContain(world.botId);
    expect(itemsOf(room)).not.toContain('function_call');
    expect(itemsOf(room)).not.toContain('function_call_output');
  });
});

describe('speculation', () => {
  let room: Room | undefined;
  afterEach(() => room?.close());

  it('can be switched off: then the certain end is what is asked at', async () => {
    room = await enter({ TURN_SPECULATION: 'false', TURN_CONFIRM_MS: String(LONG_CONFIRM_MS) });
    const { world, mia } = room;
    answerWith(room, { parts: [{ type: 'speech', text: 'tone', pcm: sine(440, 500) }] });
    const spoken = await mia.say('Good morning.');
    const asked = await untilAsked(room, -1);
    expect(asked.atMs - (spoken.lastPacketMs ?? 0)).toBeGreaterThanOrEqual(LONG_CONFIRM_MS - FRAME_MS);
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
  });
});
