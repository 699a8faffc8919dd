import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import { SettingsBook } from '../../src/store/settingsBook.ts';
import { BotWorld } from '../bot/botWorld.ts';

describe('/status', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const status = () => world.ada.runCommand('status', {}, { channelId: world.text.id }).reply();

  it('shows the settings where there is no conversation', async () => {
    const { text, ephemeral } = await status();
    expect(ephemeral).toBe(true);
    expect(text).toContain('No conversation here');
    for (const part of ['gpt-realtime-2.1', 'marin', 'People may interrupt me']) expect(text).toContain(part);
  });

  it('shows what the server has chosen for its next conversation', async () => {
    const book = new SettingsBook(world.store, silentLogger());
    await book.change(world.guild.id, world.ada.id, () => ({
      model: 'gpt-realtime-2.1-mini',
      voice: 'cedar',
    }));
    const { text } = await status();
    for (const part of ['gpt-realtime-2.1-mini', 'cedar']) expect(text).toContain(part);
  });

  it('shows a conversation that has nothing to report yet', async () => {
    await world.joined();
    const { text } = await status();
    for (const part of ['Listening', 'nobody yet', 'none yet', 'model not measured yet']) {
      expect(text).toContain(part);
    }
  });

  it('shows state, who was heard, tokens, round trips and trouble', async () => {
    const { conversation } = await world.joined();
    const ben = world.guild.addPerson({ name: 'Ben' });
    ben.setVoice(world.lounge.id);
    await world.host.noise('people', ({ people }) => people.length === 2);
    ben.setVoice(null);
    await world.host.noise('people', ({ people }) => people.length === 1);
    world.clock.advance(61_000);
    conversation.tell({ type: 'state', state: 'userSpeaking', speakingUserIds: [world.ada.id] });
    conversation.tell({
      type: 'trouble',
      trouble: { code: 'model_session_lost', sentence: 'Reconnecting.' },
    });
    conversation.tell({
      type: 'report',
      report: {
        model: 'gpt-realtime-2.1',
        heardUserIds: [world.ada.id, ben.id],
        usage: {
          inputTextTokens: 10,
          inputAudioTokens: 200,
          cachedTextTokens: 3,
          cachedAudioTokens: 4,
          outputTextTokens: 50,
          outputAudioTokens: 600,
        },
        responses: 5,
        bargeIns: 2,
        voiceWsRoundTripMs: 31.4,
        voiceUdpRoundTripMs: 12,
        modelRoundTripMs: 88,
        lastAnswerMs: 640,
        counters: {},
        decisions: [],
      },
    });
    const { text } = await status();
    expect(text).toContain('Hearing **Ada**');
    expect(text).toContain('1 min 1 s');
    expect(text).toContain('5 (2 interrupted)');
    expect(text).toContain('640 ms');
    expect(text).toContain('Ada, Ben');
    expect(text).toContain('860: in 10 text and 200 audio (7 of them cached), out 50 text and 600 audio');
    expect(text).toContain('voice 31 ms · sound 12 ms · model 88 ms');
    expect(text).toContain('Reconnecting.');
  });
});

describe('/status where turns are decided here', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot({
      REALTIME_VAD: 'speculative',
      ANSWER_MODE: 'addressed',
      TURN_SPECULATION: 'false',
    });
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  it('shows how it answers, and what that came to', async () => {
    const { conversation } = await world.joined();
    const usage = {
      inputTextTokens: 0,
      inputAudioTokens: 0,
      cachedTextTokens: 0,
      cachedAudioTokens: 0,
      outputTextTokens: 0,
      outputAudioTokens: 0,
    };
    conversation.tell({
      type: 'report',
      report: {
        model: 'gpt-realtime-2.1',
        heardUserIds: [],
        usage,
        responses: 9,
        bargeIns: 2,
        voiceWsRoundTripMs: undefined,
        voiceUdpRoundTripMs: undefined,
        modelRoundTripMs: undefined,
        lastAnswerMs: 312.4,
        counters: { wastedResponses: 3, falseInterruptions: 4 },
        decisions: [],
      },
    });
    const { embeds } = await world.ada.runCommand('status', {}, { channelId: world.text.id }).reply();
    const fields = Object.fromEntries(embeds[0]?.fields.map(({ name, value }) => [name, value]) ?? []);
    expect(fields).toMatchObject({
      'Answer mode': 'When I am meant',
      Speculation: 'off',
      Answers: '9 (2 interrupted)',
      'Last answer after': '312 ms',
      'False interruptions': '4',
      'Wasted responses': '3',
    });
  });

  it('has nothing to say of it where the model decides', async () => {
    const other = await BotWorld.withBot({ REALTIME_VAD: 'server' });
    try {
      await other.joined();
      const { text } = await other.ada.runCommand('status', {}, { channelId: other.text.id }).reply();
      expect(text).toContain('Answers');
      expect(text).not.toMatch(/Answer mode|Speculation|False|Wasted/);
    } finally {
      await other.close();
    }
  });
});
