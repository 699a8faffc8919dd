import { afterEach, describe, expect, test, vi } from 'vitest';
import { VoiceClient } from '../../../../src/offline/discord/voice/voiceClient.ts';
import { VoiceOp } from '../../../../src/offline/discord/voice/voiceOpcodes.ts';
import { ANNA, BERT, BOT, CHANNEL_ID, CORA, GUILD_ID, LocalVoice, STOCK_LOSS } from './localVoice.ts';
import { likeness, syllables } from './testSound.ts';

const WAIT = { timeout: 10_000, interval: 20 };
let voice: LocalVoice;

afterEach(async () => {
  await voice.close();
});

describe('people who come and go', () => {
  test('are decrypted by everybody while others talk on', async () => {
    voice = await LocalVoice.open();
    const anna = await voice.person(ANNA);
    const bot = await voice.bot();
    await anna.untilEncryptedWith([ANNA, BOT]);
    bot.listenTo(ANNA);
    bot.listenTo(BERT);
    const monologue = syllables(4000, 4);
    const speaking = anna.speak(monologue);
    const bert = await voice.person(BERT);
    await bert.untilEncryptedWith([ANNA, BERT, BOT]);
    const words = syllables(600, 5);
    await bert.speak(words);
    await anna.untilHears(BERT, { sinceMs: 0, voiced: true });
    await bert.untilHears(ANNA, { voiced: true });
    await vi.waitFor(() => expect(bot.framesFrom(BERT)).toBeGreaterThanOrEqual(35 - STOCK_LOSS), WAIT);
    await vi.waitFor(() => expect(anna.heard.of(BERT).length).toBeGreaterThanOrEqual(35), WAIT);
    await bert.close();
    const cora = await voice.person(CORA);
    await cora.untilEncryptedWith([ANNA, CORA, BOT]);
    await cora.untilHears(ANNA, { voiced: true });
    await speaking;
    await cora.untilQuiet(ANNA, 200);
    expect(cora.encryptedWith.sort()).toEqual([ANNA, BOT, CORA].sort());
    expect(likeness(words, anna.heardPcm(BERT))).toBeGreaterThan(0.97);
    expect(likeness(words, bot.pcmFrom(BERT))).toBeGreaterThan(0.97);
    // An epoch change may cost a frame that was under way, not more.
    expect(bot.framesFrom(ANNA)).toBeGreaterThanOrEqual(205 - 2 * STOCK_LOSS);
  });

  test('the one who stays alone makes a new group with the next', async () => {
    voice = await LocalVoice.open();
    const anna = await voice.person(ANNA);
    const bert = await voice.person(BERT);
    await anna.untilEncryptedWith([ANNA, BERT]);
    await bert.close();
    await vi.waitFor(() => expect(anna.encryptedWith).toEqual([]), WAIT);
    expect(anna.peers).toEqual([]);
    const cora = await voice.person(CORA);
    await anna.untilEncryptedWith([ANNA, CORA]);
    await cora.untilEncryptedWith([ANNA, CORA]);
    const words = syllables(500, 6);
    await anna.speak(words);
    await vi.waitFor(() => expect(cora.heard.of(ANNA).length).toBeGreaterThanOrEqual(30), WAIT);
    expect(likeness(words, cora.heardPcm(ANNA))).toBeGreaterThan(0.97);
  });

  test('a stock bot that stays alone is heard by the next who comes', async () => {
    voice = await LocalVoice.open();
    const bot = await voice.bot();
    const anna = await voice.person(ANNA);
    await anna.untilEncryptedWith([BOT]);
    await anna.close();
    const bert = await voice.person(BERT);
    await bert.untilEncryptedWith([BOT]);
    bot.listenTo(BERT);
    await bert.speak(syllables(400, 7));
    await vi.waitFor(() => expect(bot.framesFrom(BERT)).toBeGreaterThanOrEqual(25 - STOCK_LOSS), WAIT);
  });

  test('who comes while somebody talks is told at once who it is', async () => {
    voice = await LocalVoice.open();
    const anna = await voice.person(ANNA);
    await voice.bot();
    await anna.untilEncryptedWith([BOT]);
    anna.openMic();
    await vi.waitFor(() => {
      const told = voice.server.recording.of(BOT, 'toClient', VoiceOp.speaking);
      expect(told).toHaveLength(1);
    }, WAIT);
    await voice.person(BERT);
    await vi.waitFor(() => {
      const [told] = voice.server.recording.of(BERT, 'toClient', VoiceOp.speaking);
      expect(told?.data).toMatchObject({ user_id: ANNA, speaking: 1 });
    }, WAIT);
  });

  test('channels and guilds do not hear each other', async () => {
    voice = await LocalVoice.open();
    const places = [
      {},
      { channelId: '2000000000000000002' },
      { guildId: '3000000000000000002', channelId: '2000000000000000003' },
    ];
    const anna: VoiceClient[] = [];
    const bert: VoiceClient[] = [];
    for (const place of places) {
      // One user has one voice session a guild, so each place has its own people.
      const suffix = String(anna.length);
      anna.push(await voice.person(ANNA + suffix, place));
      bert.push(await voice.person(BERT + suffix, place));
    }
    await Promise.all(anna.map((client, index) => client.untilEncryptedWith([BERT + index])));
    await Promise.all(bert.map((client, index) => client.untilEncryptedWith([ANNA + index])));
    await Promise.all(anna.map((client, index) => client.speak(syllables(300, 10 + index))));
    for (const [index, client] of bert.entries()) {
      await client.untilQuiet(ANNA + index, 200);
      expect(client.heard.userIds).toEqual([ANNA + index]);
      expect(likeness(syllables(300, 10 + index), client.heardPcm(ANNA + index))).toBeGreaterThan(0.96);
    }
  });

  test('a dismissed member hears why, and the others that it has gone', async () => {
    voice = await LocalVoice.open();
    const anna = await voice.person(ANNA);
    const bert = await voice.person(BERT);
    await anna.untilEncryptedWith([BERT]);
    voice.server.dismiss(GUILD_ID, BERT, 4014);
    expect(await bert.closed).toBe(4014);
    await vi.waitFor(() => expect(anna.peers).toEqual([]), WAIT);
    expect(voice.server.userIdsIn(GUILD_ID, CHANNEL_ID)).toEqual([ANNA]);
    voice.server.dismiss(GUILD_ID, 'nobody', 4014);
  });

  test('refuses bad tokens, wrong sessions, and clients without DAVE', async () => {
    voice = await LocalVoice.open();
    const ticket = { guildId: GUILD_ID, channelId: CHANNEL_ID, userId: ANNA, sessionId: 'right' };
    const token = voice.server.admit(ticket);
    const { endpoint, caPem } = voice.server;
    const connect = (changes: object): Promise<VoiceClient> =>
      VoiceClient.connect({ endpoint, caPem, token, ...ticket, ...changes });
    await expect(connect({ token: 'wrong' })).rejects.toThrow('4004');
    await expect(connect({ sessionId: 'wrong' })).rejects.toThrow('4006');
    await expect(connect({ caPem: '' })).rejects.toThrow();
    voice.server.dismiss(GUILD_ID, ANNA, 4014);
    await expect(connect({})).rejects.toThrow('4004');
    const old = voice.server.admit(ticket);
    voice.server.admit(ticket);
    await expect(connect({ token: old })).rejects.toThrow('4004');
  });
});
