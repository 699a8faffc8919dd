import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalPerson } from '../../src/offline/discord/localPerson.ts';
import type { SeenMessage } from '../../src/offline/discord/seenMessage.ts';
import { LedgerStore } from '../../src/store/ledgerStore.ts';
import { advanceUntil, BotWorld } from '../bot/botWorld.ts';
import { usageSum } from '../money/usageSum.ts';

describe('/usage', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    await world.close();
  });

  async function spend(userId: string, model: string, outputAudioTokens: number): Promise<void> {
    const place = { guildId: world.guild.id, conversationId: 'c', userId };
    const day = Math.floor(Date.parse('2026-07-01T22:30:00Z') / 86_400_000);
    await new LedgerStore(world.store).add(
      [{ ...usageSum({ outputAudioTokens, model }), ...place, day }],
      [
        { ...place, day, talkedMs: 90_000 },
        { ...place, userId: '', day, talkedMs: 90_000 },
      ],
    );
  }

  /** A picture may take longer to paint than Discord waits: the bot's clock goes on meanwhile. */
  const usage = (person: LocalPerson) => {
    const record = person.runCommand('usage', {}, { channelId: world.text.id });
    return advanceUntil(world.clock, record.reply(20_000));
  };

  it('says when nothing was used', async () => {
    const answer = await usage(world.ada);
    expect(answer.ephemeral).toBe(true);
    expect(answer.text).toContain('Nothing has been used');
    expect(answer.attachments).toEqual([]);
  });

  it('shows one’s own part and the sums to everybody, and people only to who manages the server', async () => {
    await spend(world.ada.id, 'gpt-realtime-2.1', 1_000_000);
    await spend('42', 'gpt-realtime-2.1', 500_000);
    await spend('42', 'house-model', 77);
    const role = world.guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] });
    const boss = world.guild.addPerson({ name: 'Boss', roles: [role] });
    const mine = await usage(world.ada);
    const field = (name: string) => mine.embeds[0]?.fields.find((each) => each.name === name)?.value;
    expect(field('Your part')).toBe('$64.00 · 1.5 min · 1000000 tokens');
    expect(field('Together')).toBe('$96.00 · 4.5 min · 1500077 tokens');
    expect(field('By person')).toBeUndefined();
    expect(field(':warning:')).toContain('house-model (77 tokens)');
    expectPicture(mine);
    const all = await usage(boss);
    expect(all.embeds[0]?.fields.find(({ name }) => name === 'By person')?.value).toContain(
      '🟧 <@42>: $32.00 · 3.0 min',
    );
    expectPicture(all);
  });

  it('is written in German for who reads German', async () => {
    await spend(world.ada.id, 'gpt-realtime-2.1', 1_000_000);
    await spend('42', 'house-model', 77);
    const role = world.guild.addRole({ name: 'Leitung', permissions: ['ManageGuild'] });
    const chef = world.guild.addPerson({ name: 'Chefin', roles: [role], locale: 'de' });
    const answer = await usage(chef);
    const [embed] = answer.embeds;
    expect(embed?.title).toBe('Kosten der letzten 14 Tage');
    expect(embed?.fields.map(({ name }) => name)).toEqual([
      'Zusammen',
      'Dein Anteil',
      'Nach Personen',
      ':warning:',
    ]);
    expect(embed?.fields.at(-1)?.value).toContain('kenne ich keinen Preis');
    expect(embed?.footer).toContain('Tage in UTC');
    expectPicture(answer);
  });
});

function expectPicture({ embeds, attachments }: SeenMessage): void {
  expect(attachments).toEqual([{ name: 'usage.png', bytes: expect.any(Number) }]);
  expect(attachments[0]?.bytes).toBeGreaterThan(1000);
  expect(embeds[0]?.image).toContain('usage.png');
}
