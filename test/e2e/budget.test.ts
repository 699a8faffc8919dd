import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { say } from '../../src/offline/realtime/brain.ts';
import { answerWith, LOCAL_TURNS, pause, sentByBot } from './localTurn.ts';
import { Reader } from './reader.ts';
import { Room } from './room.ts';

const AT_ONCE = { pacing: { delayMs: 0, rate: Number.POSITIVE_INFINITY } };
const STORY = say(
  'Once upon a time a small dragon lived on a hill above the sea, and every evening it lit the lamps of the village.',
  AT_ONCE,
);
/** What one token of the model's sound costs; nothing else costs anything, so that the sum is easily known. */
const USD_A_TOKEN = 0.05;
const USD_A_MILLION = USD_A_TOKEN * 1e6;
const NOTHING = { inputText: 0, cachedText: 0, inputAudio: 0, cachedAudio: 0, outputText: 0 };
const PRICES = {
  'gpt-realtime-2.1': { ...NOTHING, outputAudio: USD_A_MILLION },
  'gpt-realtime-2.1-mini': { ...NOTHING, outputAudio: USD_A_MILLION },
  'gpt-transcribe': { minute: 0 },
};
/** So long after an answer one is meant that goes on without a name. */
const WINDOW_MS = 1000;
/** Longer than the end of a turn and a transcript take. */
const NO_ANSWER_MS = 1500;

const billSchema = z.object({
  response: z.object({
    usage: z.object({ output_token_details: z.object({ audio_tokens: z.number() }) }),
  }),
});
const createdSchema = z.object({ session: z.object({ model: z.string() }) });

describe('a conversation that comes to its limit', () => {
  let folder: string;
  let room: Room;
  let boss: Reader;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-prices-'));
    const pricesFile = join(folder, 'prices.json');
    await writeFile(pricesFile, JSON.stringify({ asOf: '2026-11-01', models: PRICES }));
    room = await Room.open({
      env: {
        ...LOCAL_TURNS,
        ANSWER_MODE: 'always',
        ANSWER_WINDOW_MS: String(WINDOW_MS),
        REALTIME_MODEL: 'gpt-realtime-2.1',
        REALTIME_TRANSCRIPTION_MODEL: 'gpt-transcribe',
        PRICES_FILE: pricesFile,
      },
    });
    const roles = [room.world.guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] })];
    const person = room.world.guild.addPerson({ name: 'Boss', roles });
    boss = new Reader(person, 'en', { channelId: room.channel.id });
  });
  afterAll(async () => {
    await room?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const billedUsd = () =>
    room.world.model.recording
      .ofType('response.done')
      .map(({ event }) => billSchema.parse(event).response.usage.output_token_details.audio_tokens)
      .reduce((sum, tokens) => sum + tokens * USD_A_TOKEN, 0);
  const modelNow = () =>
    createdSchema.parse(room.world.model.recording.ofType('session.created').at(-1)?.event).session.model;
  const speak = async (understood: string) => {
    room.world.model.script.hearNextAs(understood);
    return room.mia.say('This is what I say.');
  };

  it('says so at 80 %, is sparing from then on, takes its leave at 100 %, and does not come back that day', async () => {
    const { world, mia, channel } = room;
    const { recording } = world.model;
    answerWith(room, STORY);
    await room.inviteBot();
    const first = await speak('Tell me a story.');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: first.lastPacketMs ?? 0 });
    await mia.heard.untilQuiet(world.botId, 500);
    expect(modelNow()).toBe('gpt-realtime-2.1');

    const limit = (billedUsd() / 0.82).toFixed(2);
    answerWith(room, say('Soon.', AT_ONCE));
    const mark = recording.mark();
    const panel = await boss.types('settings');
    await boss.fills(boss.person.selectOption(panel, 'settings-pick', 'serverDayLimit'), { usd: limit });
    const warning = await channel.when(({ text }) => text.includes('This server has used $'));
    expect(warning.text).toContain(`of $${limit} for today.`);
    expect(warning.text).toContain('I answer briefly now, and only when I am meant.');
    const update = await recording.untilEvent(
      ({ type, event }) => type === 'session.update' && JSON.stringify(event).includes('one or two short'),
      { after: mark },
    );
    expect(JSON.stringify(update.event)).toContain('_output_tokens":800');
    const told = await recording.untilEvent(
      ({ type, event }) => type === 'conversation.item.create' && JSON.stringify(event).includes('is near'),
      { after: mark },
    );
    expect(JSON.stringify(told.event)).toContain('this server, today, has used');
    await mia.heard.untilHears(world.botId, { voiced: true, sinceMs: told.atMs });
    await mia.heard.untilQuiet(world.botId, 500);
    await expect.poll(modelNow, { timeout: 15_000 }).toBe('gpt-realtime-2.1-mini');
    await recording.untilEvent('socket.close', { after: mark });

    await pause(WINDOW_MS);
    const quiet = recording.mark();
    await speak('What a day that was.');
    await pause(NO_ANSWER_MS);
    expect(sentByBot(room, 'response.create', quiet)).toEqual([]);

    answerWith(room, STORY);
    await speak('Parley, tell me another story.');
    const over = await channel.when(({ text }) => text.includes('This server has reached its limit'));
    expect(over.text).toContain(`limit of $${limit} for today.`);
    expect(over.text).toContain('So I take my leave.');
    await channel.when(({ text }) => text.includes('A limit of what may be used was reached'));
    expect(world.voice.userIdsIn(world.guild.id, channel.id)).not.toContain(world.botId);

    const refused = await mia.command('join').reply();
    expect(refused.ephemeral).toBe(true);
    expect(refused.text).toContain(`This server has reached its limit of $${limit} for today.`);
    expect(refused.text).toMatch(/That begins anew <t:\d+:R>/);
    const ute = new Reader(world.guild.addPerson({ name: 'Ute', locale: 'de' }), 'de', {
      channelId: channel.id,
    });
    expect((await ute.types('join', { channel: channel.id })).text).toContain('für heute seine Grenze von');

    const { text } = await boss.types('usage');
    expect(text).toContain(`$${billedUsd().toFixed(2)}`);
  });
});
