import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalPerson } from '../../src/offline/discord/localPerson.ts';
import { LedgerStore } from '../../src/store/ledgerStore.ts';
import { BotWorld } from '../bot/botWorld.ts';
import { usageSum } from '../money/usageSum.ts';

const TODAY = Math.floor(Date.parse('2026-07-01T22:30:00Z') / 86_400_000);
const TWO_HOURS_MS = 7_200_000;
/** When that day is over, in UTC, as Discord shows moments. */
const MIDNIGHT = `<t:${Date.parse('2026-07-02T00:00:00Z') / 1000}:R>`;
const END_OF_MONTH = `<t:${Date.parse('2026-08-01T00:00:00Z') / 1000}:R>`;

describe('limits', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.open();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  async function spend(userId: string, usd: number, model = 'gpt-realtime-2.1'): Promise<void> {
    const place = { guildId: world.guild.id, conversationId: 'before', userId, day: TODAY };
    const usage = { ...usageSum({ outputAudioTokens: (usd / 64) * 1e6, model }), ...place };
    await new LedgerStore(world.store).add(
      [usage],
      [
        { ...place, talkedMs: 600_000 },
        { ...place, userId: '', talkedMs: 600_000 },
      ],
    );
  }
  const ask = (person: LocalPerson, command: string) =>
    person.runCommand(command, {}, { channelId: world.text.id }).reply();
  const join = (person: LocalPerson) => {
    person.setVoice(world.lounge.id);
    return ask(person, 'join');
  };

  it('keep the bot from coming while one of the server is reached, and say until when', async () => {
    await world.startBot({ LIMIT_SERVER_DAY_USD: '1', LIMIT_SERVER_MONTH_USD: '100' });
    await spend('42', 1);
    const gustl = world.guild.addPerson({ name: 'Gustl', locale: 'de' });
    const english = await join(world.ada);
    expect(english.ephemeral).toBe(true);
    expect(english.text).toBe(
      `This server has reached its limit of $1.00 for today. That begins anew ${MIDNIGHT}.`,
    );
    expect((await join(gustl)).text).toBe(
      `Dieser Server hat für heute seine Grenze von $1.00 erreicht. Das beginnt neu ${MIDNIGHT}.`,
    );
    world.later(TWO_HOURS_MS);
    await world.joined();
  });

  it('keep whoever has reached their own from beginning a conversation, and nobody else', async () => {
    await world.startBot({ LIMIT_USER_DAY_MINUTES: '10' });
    await spend(world.ada.id, 0.1);
    const refused = await join(world.ada);
    expect(refused.text).toContain('You have reached your limit of 10 min for today in this server.');
    const bob = world.guild.addPerson({ name: 'Bob' });
    bob.setVoice(world.lounge.id);
    bob.runCommand('join', {}, { channelId: world.text.id });
    await world.host.opened();
  });

  it('are shown by /usage with what is used of them and when they begin anew', async () => {
    await world.startBot({
      LIMIT_CONVERSATION_MINUTES: '30',
      LIMIT_USER_DAY_USD: '2',
      LIMIT_SERVER_MONTH_USD: '10',
    });
    await spend(world.ada.id, 0.5);
    await spend('42', 6.5);
    await spend('42', 1, 'house-model');
    await world.joined();
    const limits = async (person: LocalPerson, name: string) =>
      (await ask(person, 'usage')).embeds[0]?.fields.find((field) => field.name === name)?.value.split('\n');
    expect(await limits(world.ada, 'Limits')).toEqual([
      'This conversation: 0 min of 30 min (0 %)',
      `You, today: $0.50 of $2.00 (25 %), begins anew ${MIDNIGHT}`,
      `This server, this month: $7.00 of $10.00 (70 %), begins anew ${END_OF_MONTH}`,
      'What house-model costs is not counted: I know no price for it.',
    ]);
    const gustl = world.guild.addPerson({ name: 'Gustl', locale: 'de' });
    expect((await limits(gustl, 'Grenzen'))?.[1]).toBe(
      `Du, heute: $0.00 von $2.00 (0 %), beginnt neu ${MIDNIGHT}`,
    );
  });

  it('are shown by /usage when nothing was used yet', async () => {
    await world.startBot({ LIMIT_SERVER_DAY_USD: '5' });
    const answer = await ask(world.ada, 'usage');
    expect(answer.text).toContain('Nothing has been used');
    expect(answer.embeds[0]?.fields[0]?.value).toContain('$0.00 of $5.00');
  });
});
