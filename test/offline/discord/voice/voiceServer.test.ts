import { afterEach, describe, expect, test, vi } from 'vitest';
import { encodeVoice } from '../../../../src/offline/discord/voice/opusVoice.ts';
import { ANNA, BERT, BOT, GUILD_ID, LocalVoice, STOCK_LOSS } from './localVoice.ts';
import { likeness, syllables } from './testSound.ts';

const WAIT = { timeout: 10_000, interval: 20 };
let voice: LocalVoice;

afterEach(async () => {
  await voice.close();
});

describe('the local voice server', () => {
  test('two people hear each other through DAVE', async () => {
    voice = await LocalVoice.open();
    const anna = await voice.person(ANNA);
    const bert = await voice.person(BERT);
    await Promise.all([anna.untilEncryptedWith([ANNA, BERT]), bert.untilEncryptedWith([ANNA, BERT])]);
    const words = syllables(1000, 1);
    const spoken = await anna.speak(words);
    // A pause alone says little: on a busy machine one comes in the middle too.
    await vi.waitFor(() => expect(bert.heard.of(ANNA).length).toBeGreaterThanOrEqual(55), WAIT);
    expect(spoken).toMatchObject({ packets: 50, cut: false });
    const heard = bert.heard.of(ANNA);
    expect(heard.filter(({ silence }) => !silence)).toHaveLength(50);
    expect(heard.slice(-5).every(({ silence }) => silence)).toBe(true);
    expect(likeness(words, bert.heardPcm(ANNA))).toBeGreaterThan(0.98);
    expect(anna.heard.userIds).toEqual([]);
    expect(bert.losses).toEqual({
      notGenuine: 0,
      undecryptable: 0,
      undecodable: 0,
      unsent: 0,
      recoveries: 0,
    });
    const sent = voice.server.rtpSentTo({ guildId: GUILD_ID, userId: BERT });
    expect(sent).toHaveLength(55);
  });

  test('a stock bot hears a person and plays to it, with DAVE', async () => {
    voice = await LocalVoice.open();
    const anna = await voice.person(ANNA);
    const bot = await voice.bot();
    await anna.untilEncryptedWith([ANNA, BOT]);
    bot.listenTo(ANNA);
    const words = syllables(1200, 2);
    await anna.speak(words);
    await vi.waitFor(() => expect(bot.framesFrom(ANNA)).toBeGreaterThanOrEqual(65 - STOCK_LOSS), WAIT);
    expect(likeness(words, bot.pcmFrom(ANNA))).toBeGreaterThan(0.98);
    const answer = syllables(1000, 3);
    await bot.play(encodeVoice(answer, 'mono24k'));
    await anna.untilHears(BOT, { sinceMs: 0 });
    await anna.untilQuiet(BOT, 200);
    expect(likeness(answer, anna.heardPcm(BOT))).toBeGreaterThan(0.98);
    expect(anna.losses).toMatchObject({ undecryptable: 0, undecodable: 0 });
    expect(bot.connection.state.status).toBe('ready');
  });

  test('leaves no socket behind when all of it is closed', async () => {
    const sockets = (): string[] =>
      process.getActiveResourcesInfo().filter((resource) => /^(TCP|TLS|UDP)/.test(resource));
    await vi.waitFor(() => expect(sockets()).toEqual([]), WAIT);
    voice = await LocalVoice.open();
    const anna = await voice.person(ANNA);
    const bot = await voice.bot();
    await anna.untilEncryptedWith([BOT]);
    anna.openMic();
    await voice.person(BERT);
    expect(sockets().length).toBeGreaterThan(5);
    bot.leave();
    await voice.close();
    await vi.waitFor(() => expect(sockets()).toEqual([]), WAIT);
  });
});
