import { afterEach, describe, expect, it } from 'vitest';
import { say } from '../../src/offline/realtime/brain.ts';
import type { Talker } from '../../src/offline/world/talker.ts';
import { answerWith, itemsOf, LOCAL_TURNS, pause, sentByBot } from './localTurn.ts';
import { Room } from './room.ts';
import { wholeness } from './sameSound.ts';

const AT_ONCE = { pacing: { delayMs: 0, rate: Number.POSITIVE_INFINITY } };
/** Longer than the end of a turn and a transcript take. */
const NO_ANSWER_MS = 1500;

let room: Room;
afterEach(() => room?.close());

async function enter(people: readonly string[], env: Record<string, string> = {}): Promise<void> {
  room = await Room.open({ env: { ...LOCAL_TURNS, ...env }, people });
  await room.inviteBot();
}

/** Somebody says something that is understood as these words. Is it answered? */
async function isAnswered(person: Talker, words: string): Promise<boolean> {
  const { world, mia } = room;
  world.model.script.hearNextAs(words);
  const mark = world.model.recording.mark();
  const spoken = await person.say('This is what I say.');
  await pause(NO_ANSWER_MS);
  const asked = sentByBot(room, 'response.create', mark).length > 0;
  if (asked) {
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: spoken.lastPacketMs ?? 0 });
    await mia.heard.untilQuiet(world.botId, 300);
  }
  return asked;
}

describe('a turn is answered', () => {
  it('in a group: when the bot is called, even by a name misheard, and when the one just answered goes on', async () => {
    await enter(['Mia', 'Tom'], { ANSWER_WINDOW_MS: '4000' });
    const tom = room.person(1);
    answerWith(room, say('Yes.', AT_ONCE));
    expect(await isAnswered(room.mia, 'Did you see the game yesterday?')).toBe(false);
    expect(await isAnswered(tom, 'Yes, it was great.')).toBe(false);
    expect(await isAnswered(room.mia, 'Barley, who won it?')).toBe(true);
    expect(await isAnswered(room.mia, 'And who came second?')).toBe(true);
    expect(await isAnswered(tom, 'I had no idea.')).toBe(false);
    expect(await isAnswered(tom, 'And the one before, Parley?')).toBe(true);
    // What was not answered is remembered all the same.
    expect(itemsOf(room)).toEqual([
      '[Mia is speaking]',
      'audio',
      '[Tom is speaking]',
      'audio',
      '[Mia is speaking]',
      'audio',
      'answer',
      'audio',
      'answer',
      '[Tom is speaking]',
      'audio',
      'answer',
    ]);
    const { text } = await tom.command('why').reply();
    const told = text
      .split('\n')
      .filter((line) => line.includes('ago'))
      .map((line) => line.replace(/^.*ago · /, ''));
    // Where the machine stops in the middle of a sentence, its beginning is decided about, too.
    expect(told.filter((line, index) => line !== told[index - 1])).toEqual([
      '**Tom**: answered, because they said my name.',
      '**Tom**: not answered, because I heard my name neither near the start nor the end.',
      '**Mia**: answered, because I had just answered them and they went on.',
      '**Mia**: answered, because they said my name.',
      '**Tom**: not answered, because I heard my name neither near the start nor the end.',
      '**Mia**: not answered, because I heard my name neither near the start nor the end.',
    ]);
  });

  it('in a group without transcripts: always, because nothing must be the only way to wake the bot', async () => {
    await enter(['Mia', 'Tom'], { REALTIME_TRANSCRIPTION_MODEL: 'none' });
    expect(await isAnswered(room.mia, 'Nobody writes this down.')).toBe(true);
  });

  it('alone with the bot: not with ANSWER_MODE=addressed, unless it is called', async () => {
    await enter(['Mia'], { ANSWER_MODE: 'addressed' });
    expect(await isAnswered(room.mia, 'I am only thinking aloud.')).toBe(false);
    expect(await isAnswered(room.mia, 'Parley, are you there?')).toBe(true);
  });
});

describe('half duplex', () => {
  it('plays the whole answer whoever speaks meanwhile, and listens again afterwards', async () => {
    await enter(['Mia'], { TURN_MODE: 'half-duplex' });
    const { world, mia } = room;
    const answer = 'This is an answer that nobody can interrupt.';
    answerWith(room, say(answer, AT_ONCE));
    const first = await mia.say('Tell me.');
    const sinceMs = first.lastPacketMs ?? 0;
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs });
    const mark = world.model.recording.mark();
    await mia.say('Sorry, I have got a question.');
    await mia.heard.untilQuiet(world.botId, 500);
    const heard = wholeness(
      await world.model.speech.synthesize(answer),
      mia.client.heardPcm(world.botId, sinceMs),
    );
    expect(heard).toEqual({ share: 1, lags: [expect.any(Number)] });
    expect(sentByBot(room, 'input_audio_buffer.append', mark)).toEqual([]);
    const second = await mia.say('Are you there?');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: second.lastPacketMs ?? 0 });
    expect(itemsOf(room)).toEqual(['[Mia is speaking]', 'audio', 'answer', 'audio', 'answer']);
  });
});
