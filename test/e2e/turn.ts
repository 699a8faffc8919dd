import type { Talker } from '../../src/offline/world/talker.ts';
import type { Room } from './room.ts';

const BEEP_SAMPLES = 7200;

/** Turns end quickly with this, and every one is answered: for tests that ask whether they still happen. */
export const QUICK_TURNS = { REALTIME_VAD_SILENCE_DURATION_MS: '200', ANSWER_MODE: 'always' };

/** Somebody says a word and hears the bot answer: the way of sound is whole in both directions. */
export async function expectTurn(room: Room, speaker: Talker = room.mia): Promise<void> {
  const { world } = room;
  const pcm = Int16Array.from({ length: BEEP_SAMPLES }, (_, index) => Math.round(6000 * Math.sin(index / 8)));
  world.model.script.answerNext({
    parts: [{ type: 'speech', text: 'beep', pcm }],
    pacing: { delayMs: 0, rate: Number.POSITIVE_INFINITY },
  });
  const spoken = await speaker.say('Hello there.');
  await speaker.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
  await speaker.heard.untilQuiet(world.botId, 300);
}
