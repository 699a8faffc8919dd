import { describe, expect, it } from 'vitest';
import { say } from '../../src/offline/realtime/brain.ts';
import { enterServerRoom, LONG_ANSWER } from './serverRoom.ts';
import { similarity } from './similarity.ts';

const FRAME_MS = 20;

describe('barge-in', () => {
  it('stops the answer and tells the model to a frame how much was heard', async () => {
    const room = await enterServerRoom();
    const { world, mia } = room;
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
    const room = await enterServerRoom();
    const { world, mia } = room;
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
