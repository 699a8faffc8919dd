import { afterEach, describe, expect, it } from 'vitest';
import { say } from '../../src/offline/realtime/brain.ts';
import { joinSounds } from '../../src/offline/speech/soundSource.ts';
import { answerWith, LOCAL_TURNS, pause, untilAsked } from './localTurn.ts';
import { Room, type RoomOptions } from './room.ts';
import { similarity } from './similarity.ts';

const AT_ONCE = { pacing: { delayMs: 0, rate: Number.POSITIVE_INFINITY } };
/** Long enough that a session can be lost before the first sound. */
const SLOW = { pacing: { delayMs: 3_000, rate: Number.POSITIVE_INFINITY } };
const PATIENCE_MS = 30_000;

let room: Room | undefined;

async function enter(options: RoomOptions = {}): Promise<Room> {
  room = await Room.open({ ...options, env: { ...LOCAL_TURNS, ...options.env } });
  await room.inviteBot();
  return room;
}

afterEach(async () => {
  expect((await room?.bot.stop())?.code).toBe(0);
  await room?.close();
  room = undefined;
});

/** The texts of the newest session's conversation. */
function written({ world }: Room): string {
  return world.model.session.items
    .map((item) => item.content.map((part) => part.text ?? '').join(' '))
    .join('\n');
}

/** What people said as the model's sessions have it, one session after the other. */
function heardByModel({ world }: Room): Int16Array[] {
  return world.model.sessions
    .flatMap(({ items }) => items)
    .filter(({ role }) => role === 'user')
    .flatMap(({ content }) => content.flatMap(({ pcm }) => (pcm === undefined ? [] : [pcm])));
}

/** Of each session but the first: was it open before the one before it was closed? */
function sessionsOverlap({ world }: Room): boolean[] {
  const { recording, sessions } = world.model;
  const at = (type: string, id: string | undefined) =>
    recording.ofType(type).find(({ sessionId }) => sessionId === id)?.index ?? Number.POSITIVE_INFINITY;
  return sessions
    .slice(1)
    .map(({ id }, before) => at('session.updated', id) < at('socket.close', sessions[before]?.id));
}

describe('a question whose answer was lost with the session', () => {
  it('is answered all the same, in a session that knows what was said before', async () => {
    const here = await enter();
    const { world, mia } = here;
    await world.model.teach('My cat is called Minka.', { voice: 'awb' });
    await world.model.teach('What is the capital of France?', { voice: 'awb' });
    answerWith(here, say('What a lovely name.', AT_ONCE));
    const first = await mia.say('My cat is called Minka.');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: first.lastPacketMs ?? 0 });
    await mia.heard.untilQuiet(world.botId, 500);

    answerWith(here, say('It is Paris.', SLOW));
    const mark = world.model.recording.mark();
    await mia.say('What is the capital of France?');
    await untilAsked(here, mark);
    await pause(800);
    const lostMs = performance.now();
    const lost = world.model.session;
    world.model.script.faults.kill();
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: lostMs, timeoutMs: PATIENCE_MS });
    expect(world.model.session).not.toBe(lost);
    expect(written(here)).toContain('My cat is called Minka.');
    expect(written(here)).toContain('What a lovely name.');
    expect(world.model.recording.ofType('error')).toEqual([]);
  });
});

describe('a session with a limit', () => {
  it('is followed by others unnoticed: every sentence is answered, none twice, and no session expires', async () => {
    const here = await enter({
      world: { realtime: { sessionLimitMs: 15_000 } },
      env: { REALTIME_SESSION_MINUTES: '0.15' },
    });
    const { world, mia } = here;
    await world.model.teach('My cat is called Minka.', { voice: 'awb' });
    const answer = 'What a lovely name.';
    answerWith(here, say(answer, AT_ONCE));
    const sentence = await mia.voiceOf('My cat is called Minka.');
    const answered = await world.model.speech.synthesize(answer);
    for (let turn = 0; turn < 6; turn++) {
      const before = heardByModel(here).length;
      const spoken = await mia.say('My cat is called Minka.');
      const sinceMs = spoken.lastPacketMs ?? 0;
      await mia.heard.untilHears(world.botId, { voiced: true, sinceMs });
      await mia.heard.untilQuiet(world.botId, 1_500);
      // All of the sentence and all of the answer, without a hole and once, whichever session was there.
      const heard = joinSounds(...heardByModel(here).slice(before));
      expect(similarity(heard, sentence)).toBeGreaterThan(0.9);
      expect(heard.length).toBeLessThan(1.9 * sentence.length);
      expect(similarity(mia.client.heardPcm(world.botId, sinceMs), answered)).toBeGreaterThan(0.9);
    }
    expect(world.model.sessions.length).toBeGreaterThanOrEqual(3);
    expect(sessionsOverlap(here)).toEqual(world.model.sessions.slice(1).map(() => true));
    expect(world.model.recording.ofType('error')).toEqual([]);
    const completed = world.model.recording
      .ofType('response.done')
      .filter(({ event }) => JSON.stringify(event).includes('"completed"'));
    expect(completed).toHaveLength(6);
    expect(written(here)).toContain('[Mia is speaking] My cat is called Minka.');
  });
});
