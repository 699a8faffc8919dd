import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReportedDecision } from '../../src/host/messages.ts';
import { ANSWER_REASONS } from '../../src/turn/answerReason.ts';
import { LANGUAGES } from '../../src/words/languages.ts';
import { BotWorld } from '../bot/botWorld.ts';

const NOTHING_USED = {
  inputTextTokens: 0,
  inputAudioTokens: 0,
  cachedTextTokens: 0,
  cachedAudioTokens: 0,
  outputTextTokens: 0,
  outputAudioTokens: 0,
};

function report(decisions: ReportedDecision[]) {
  return {
    model: 'gpt-realtime-2.1',
    heardUserIds: [],
    usage: NOTHING_USED,
    responses: 0,
    bargeIns: 0,
    voiceWsRoundTripMs: undefined,
    voiceUdpRoundTripMs: undefined,
    modelRoundTripMs: undefined,
    lastAnswerMs: undefined,
    counters: {},
    decisions,
  };
}

describe('/why', () => {
  let world: BotWorld;
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const why = (asker = world.ada) => asker.runCommand('why', {}, { channelId: world.text.id }).reply();

  describe('where turns are decided here', () => {
    beforeEach(async () => {
      world = await BotWorld.withBot({ REALTIME_VAD: 'speculative' });
    });

    it('says that there is no conversation', async () => {
      expect((await why()).text).toContain('No conversation here');
    });

    it('says that nobody has spoken', async () => {
      await world.joined();
      const { text, ephemeral } = await why();
      expect(ephemeral).toBe(true);
      expect(text).toContain('Nobody has finished speaking yet.');
    });

    it('tells who was answered and who was not, why, and how long ago as of now', async () => {
      const { conversation } = await world.joined();
      const userIds = [world.ada.id];
      conversation.tell({
        type: 'report',
        report: report([
          { agoMs: 1_000, userIds, decision: 'wait', reason: 'waitsForTranscript' },
          { agoMs: 4_000, userIds, decision: 'yes', reason: 'nameHeard' },
          { agoMs: 70_000, userIds: [], decision: 'no', reason: 'onlyBots' },
        ]),
      });
      world.clock.advance(2_000);
      const { text } = await why();
      expect(text).toContain(
        '3 s ago · **Ada**: not decided, because I do not know yet whether they said my name.',
      );
      expect(text).toContain('6 s ago · **Ada**: answered, because they said my name.');
      expect(text).toContain('1 min 12 s ago · **somebody**: not answered, because only bots spoke.');
    });

    it('shows as many of the last as a message takes, whatever the names', async () => {
      const { conversation } = await world.joined();
      const long = world.guild.addPerson({ name: '*'.repeat(32) });
      long.setVoice(world.lounge.id);
      await world.host.noise('people', ({ people }) => people.length === 2);
      const turn = {
        agoMs: 7_000_000,
        userIds: [long.id, long.id],
        decision: 'wait',
        reason: 'cannotHearName',
      } as const;
      conversation.tell({
        type: 'report',
        report: report(Array.from({ length: 20 }, () => ({ ...turn, userIds: [...turn.userIds] }))),
      });
      const { embeds } = await why();
      const { length = 0 } = embeds[0]?.description ?? '';
      expect(length).toBeGreaterThan(3_600);
      expect(length).toBeLessThanOrEqual(4_096);
    });

    it('speaks German to those who do', async () => {
      const { conversation } = await world.joined();
      conversation.tell({
        type: 'report',
        report: report([{ agoMs: 0, userIds: [world.ada.id], decision: 'no', reason: 'pushOnly' }]),
      });
      const gustl = world.guild.addPerson({ name: 'Gustl', locale: 'de' });
      expect((await why(gustl)).text).toContain('vor 0 s · **Ada**: nicht beantwortet, weil niemand');
    });
  });

  it('says that the model decides where it does', async () => {
    world = await BotWorld.withBot({ REALTIME_VAD: 'server' });
    await world.joined();
    expect((await why()).text).toContain('Here the model itself decides');
  });
});

it('every reason has its own words in every language', () => {
  for (const { texts } of Object.values(LANGUAGES)) {
    const sentences = ANSWER_REASONS.map((reason) => texts.why[`${reason}Reason`]);
    expect(new Set(sentences).size).toBe(ANSWER_REASONS.length);
  }
});
