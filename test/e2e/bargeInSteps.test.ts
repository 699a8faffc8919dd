import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { msToSamples } from '../../src/audio/format.ts';
import { type Answer, say } from '../../src/offline/realtime/brain.ts';
import {
  cough,
  joinSounds,
  keyboardNoise,
  silence,
  sine,
  whiteNoise,
} from '../../src/offline/speech/soundSource.ts';
import { answerWith, itemsOf, LOCAL_TURNS, pause, sentByBot } from './localTurn.ts';
import { Room } from './room.ts';
import { alike, findWindows, lagsOf } from './sameSound.ts';

const FRAME_MS = 20;
const ANSWER = 'This answer is long enough for somebody to say something in the middle of it.';
/** What a duck of -12 dB must at least look like from outside, through Opus. */
const DUCKED_DB = 9;
/** Every frame of it is audible, so that frames can be counted. */
const TONE: Answer = { parts: [{ type: 'speech', text: 'tone', pcm: sine(440, 4000) }] };
const PATIENCE_MS = 1500;

let room: Room;
/** Before anybody spoke into the present answer. */
let mark = -1;

/** Breathing into a microphone: noise that swells and fades twice. */
function breath(): Int16Array {
  const noise = whiteNoise(1600, 0.02);
  return noise.map((sample, index) =>
    Math.round(sample * Math.sin((Math.PI * 2 * index) / noise.length) ** 2),
  );
}

/** Mia asks, and the bot has been answering for a while. */
async function untilAnswering(answer = say(ANSWER)): Promise<number> {
  const { world, mia } = room;
  answerWith(room, answer);
  const { lastPacketMs = 0 } = await mia.say('Tell me.');
  await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: lastPacketMs });
  await world.model.recording.untilEvent('response.done', { after: mark });
  await pause(600);
  mark = world.model.recording.mark();
  return lastPacketMs;
}

/** What Mia heard of the answer: its windows, where they were found. */
async function heardOfAnswer(sinceMs: number) {
  const { world, mia } = room;
  await mia.heard.untilQuiet(world.botId, PATIENCE_MS, { timeoutMs: 30_000 });
  const sent = await world.model.speech.synthesize(ANSWER);
  return findWindows(sent, mia.client.heardPcm(world.botId, sinceMs));
}

beforeAll(async () => {
  room = await Room.open({ env: { ...LOCAL_TURNS, ANSWER_MODE: 'always' }, people: ['Mia', 'Tom'] });
  await room.inviteBot();
});
afterAll(() => room?.close());
beforeEach(() => {
  mark = room.world.model.recording.mark();
});

describe('noise', () => {
  it.each([
    ['typing', () => keyboardNoise(1500)],
    ['breathing', breath],
  ])('neither takes the floor nor stops the bot: %s', async (_name, noise) => {
    const tom = room.person(1);
    await tom.client.speak(noise());
    await pause(400);
    expect(sentByBot(room, 'input_audio_buffer.commit', mark)).toEqual([]);
    const sinceMs = await untilAnswering();
    await tom.client.speak(noise());
    const windows = await heardOfAnswer(sinceMs);
    expect(alike(windows)).toHaveLength(windows.length);
    expect(lagsOf(windows)).toHaveLength(1);
    expect(sentByBot(room, 'input_audio_buffer.commit', mark)).toEqual([]);
    expect(sentByBot(room, 'conversation.item.truncate', mark)).toEqual([]);
  });
});

describe('speaking into an answer', () => {
  it('makes it quieter at the first sound of a voice, and loud again when no more follows', async () => {
    const { world, mia } = room;
    const tom = room.person(1);
    await untilAnswering(TONE);
    const voice = (await tom.voiceOf('I am here.')).subarray(0, msToSamples(160));
    const { firstPacketMs = 0 } = await tom.client.speak(voice);
    await pause(1200);
    const packets = mia.heard.of(world.botId);
    const before = packets.findLast(({ atMs }) => atMs < firstPacketMs)?.rmsDbfs ?? 0;
    const ducked = packets.find(({ atMs, rmsDbfs }) => atMs >= firstPacketMs && rmsDbfs < before - DUCKED_DB);
    const afterMs = (ducked?.atMs ?? Number.POSITIVE_INFINITY) - firstPacketMs;
    expect(afterMs).toBeLessThan(400);
    const last = packets.filter(({ silence: mark }) => !mark).at(-1);
    expect(Math.abs((last?.rmsDbfs ?? 0) - before)).toBeLessThan(1);
    await mia.heard.untilQuiet(world.botId, 300);
    expect(sentByBot(room, 'conversation.item.truncate', mark)).toEqual([]);
  });

  it('goes on at the exact sample after a cough, which is not answered', async () => {
    const tom = room.person(1);
    const sinceMs = await untilAnswering();
    await tom.client.speak(joinSounds(cough(1), silence(60), cough(2)));
    const windows = await heardOfAnswer(sinceMs);
    expectResumed(windows);
    expect(sentByBot(room, 'response.create', mark)).toEqual([]);
  });

  it('goes on at the exact sample after a little word, which the model forgets', async () => {
    const { world } = room;
    const tom = room.person(1);
    const before = room.world.model.session.items.length;
    const sinceMs = await untilAnswering();
    world.model.script.hearNextAs('Mm-hm.');
    await tom.client.speak((await tom.voiceOf('Aha, I see now.')).subarray(0, msToSamples(420)));
    const windows = await heardOfAnswer(sinceMs);
    const lags = expectResumed(windows);
    // It was paused, and not only ducked.
    expect(lags).toHaveLength(2);
    expect(sentByBot(room, 'response.create', mark)).toEqual([]);
    expect(itemsOf(room, before).filter((item) => item === 'audio')).toHaveLength(1);
    expect(sentByBot(room, 'conversation.item.truncate', mark)).toEqual([]);
  });

  it('cuts it after more than that, tells the model to a frame what was heard, and is answered', async () => {
    const { world, mia } = room;
    const tom = room.person(1);
    const sinceMs = await untilAnswering(TONE);
    answerWith(room, say('Of course, Tom.'));
    const spoken = await tom.say('Sorry, but I have got a question about that.');
    const truncated = sentByBot(room, 'conversation.item.truncate', mark);
    expect(truncated).toHaveLength(1);
    const heard = mia.heard
      .of(world.botId)
      .filter(({ atMs, voiced }) => voiced && atMs >= sinceMs && atMs < (spoken.lastPacketMs ?? 0));
    // The fade of the pause counts as heard, and may be too soft to be called voiced.
    const toldMs = Number(truncated[0]?.event.audio_end_ms);
    expect(Math.abs(toldMs - heard.length * FRAME_MS)).toBeLessThanOrEqual(FRAME_MS);
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
    await mia.heard.untilQuiet(world.botId, 500);
    expect(sentByBot(room, 'response.create', mark).length).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['short', 'Stop!', 420],
    ['long', 'Parley, please stop talking now.', 1600],
  ])('cuts it for a %s stop word, which is not answered', async (_length, words, lengthMs) => {
    const { world, mia } = room;
    const tom = room.person(1);
    await untilAnswering();
    world.model.script.hearNextAs(words);
    const voice = await tom.voiceOf('Parley, please stop talking now.');
    const spoken = await tom.client.speak(voice.subarray(0, msToSamples(lengthMs)));
    const quietMs = await mia.heard.untilQuiet(world.botId, PATIENCE_MS, { timeoutMs: 30_000 });
    expect((quietMs ?? 0) - (spoken.lastPacketMs ?? 0)).toBeLessThan(2000);
    expect(sentByBot(room, 'conversation.item.truncate', mark)).toHaveLength(1);
    await pause(1000);
    // Nothing was said about it, and nothing that was begun is left in the conversation.
    expect(itemsOf(room).slice(-2)).toEqual(['[Tom is speaking]', 'audio']);
  });
});

/** All of the answer was heard once, in order, in at most two pieces that fit to the sample; the one across the cut apart. */
function expectResumed(windows: ReturnType<typeof findWindows>): number[] {
  const good = alike(windows);
  const lags = lagsOf(good);
  expect(lags.length).toBeLessThanOrEqual(2);
  expect(windows.length - good.length).toBeLessThanOrEqual(4);
  const gapMs = (lags[1] ?? 0) - (lags[0] ?? 0);
  if (lags.length === 2) expect(Math.abs(gapMs - FRAME_MS * Math.round(gapMs / FRAME_MS))).toBeLessThan(1.5);
  return lags;
}
