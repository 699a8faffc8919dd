import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SWEEP_EVERY_MS } from '../../../src/bot/transcript/transcriptKeeper.ts';
import { silentLogger } from '../../../src/observe/logger.ts';
import type { HistoryEntry } from '../../../src/realtime/historyEntry.ts';
import { ConsentBook } from '../../../src/store/consentBook.ts';
import { SettingsBook } from '../../../src/store/settingsBook.ts';
import { TranscriptStore } from '../../../src/store/transcriptStore.ts';
import { BotWorld } from '../botWorld.ts';

const START_MS = Date.parse('2026-07-01T22:30:00Z');
const DAY_MS = 24 * 3_600_000;
const PATIENCE = { timeout: 10_000 };

describe('what was said', () => {
  let world: BotWorld;
  let lines: TranscriptStore;
  beforeEach(async () => {
    world = await BotWorld.withBot();
    lines = new TranscriptStore(world.store);
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const kept = () => lines.since(world.guild.id, 0, 100);
  const keptTexts = async () => (await kept()).map(({ text }) => text);
  /** The bot does not hear of it: as if it had been chosen before. */
  const keepFor = (keepTranscriptDays: number) =>
    new SettingsBook(world.store, silentLogger()).change(world.guild.id, '1', () => ({ keepTranscriptDays }));
  const said = (text: string, userId = world.ada.id, atMs = START_MS): HistoryEntry => ({
    type: 'said',
    atMs,
    userId,
    name: 'Ada',
    text,
  });
  const answered = (text: string): HistoryEntry => ({
    type: 'answered',
    atMs: START_MS,
    text,
    heardWhole: true,
  });
  const type = (command: string, who = world.ada) =>
    who.runCommand(command, {}, { channelId: world.text.id });
  const boss = (locale = 'en-US') =>
    world.guild.addPerson({
      name: 'Boss',
      locale,
      roles: [world.guild.addRole({ name: 'Managers', permissions: ['ManageGuild'] })],
    });

  async function talked(...entries: HistoryEntry[]) {
    const { conversation } = await world.joined();
    for (const entry of entries) conversation.tell({ type: 'spoken', entry });
    return conversation;
  }

  it('is not stored where nobody wants that, and people are told', async () => {
    await talked(said('My cat is called Tilda.'));
    const notice = await world.lounge.when(({ text }) => text.includes('I am listening here'));
    expect(notice.text).toContain('for a day, until I am restarted');
    await world.stopBot();
    await world.host.next('close');
    expect(await kept()).toEqual([]);
  });

  it('is stored with names, people and times where it is wanted, and people are told for how long', async () => {
    await keepFor(7);
    const { conversationId } = await talked(
      said('My cat is called Tilda.'),
      { type: 'said', atMs: START_MS, userId: undefined, name: '', text: 'Who knows who said that.' },
      { type: 'note', atMs: START_MS, text: 'Ada wrote: hello' },
      said(' '),
      answered('A fine name.'),
    );
    const notice = await world.lounge.when(({ text }) => text.includes('I am listening here'));
    expect(notice.text).toContain('kept as text for 7 days');
    const line = { guildId: world.guild.id, conversationId, atMs: START_MS };
    await expect.poll(kept, PATIENCE).toEqual([
      {
        ...line,
        userId: world.ada.id,
        name: 'Ada',
        text: 'My cat is called Tilda.',
        keptUntilMs: START_MS + 7 * DAY_MS,
      },
      { ...line, userId: null, name: '', text: 'A fine name.', keptUntilMs: START_MS + 7 * DAY_MS },
    ]);
  });

  it('of somebody who has refused is not stored, were it to come late', async () => {
    await keepFor(7);
    const conversation = await talked(said('Before.'));
    await expect.poll(keptTexts, PATIENCE).toEqual(['Before.']);
    await type('privacy out').reply();
    conversation.tell({ type: 'spoken', entry: said('Not this.') });
    conversation.tell({ type: 'spoken', entry: answered('Fine.') });
    await expect.poll(keptTexts, PATIENCE).toEqual(['Before.', 'Fine.']);
  });

  it('of somebody who has not agreed is not stored where everybody is asked', async () => {
    await keepFor(7);
    await new SettingsBook(world.store, silentLogger()).change(world.guild.id, '1', () => ({
      consentMode: 'ask',
    }));
    await new ConsentBook(world.store).decideHere(world.guild.id, '42', 'agreed');
    await talked(said('Not this.'), said('But this.', '42'));
    await expect.poll(keptTexts, PATIENCE).toEqual(['But this.']);
  });

  it('is deleted when its days are over, by the clock and at the start', async () => {
    await keepFor(1);
    await talked(said('Old.'), said('Young.', world.ada.id, START_MS + DAY_MS / 2));
    await expect.poll(keptTexts, PATIENCE).toEqual(['Old.', 'Young.']);
    world.later(DAY_MS - 1);
    world.clock.advance(SWEEP_EVERY_MS);
    world.later(1);
    expect(await keptTexts()).toEqual(['Old.', 'Young.']);
    world.clock.advance(SWEEP_EVERY_MS);
    await expect.poll(keptTexts, PATIENCE).toEqual(['Young.']);
    const goodbye = world.stopBot();
    await world.host.next('close');
    await goodbye;
    world.later(DAY_MS);
    await world.startBot();
    expect(await kept()).toEqual([]);
  });

  it('is kept no longer than people were told when the server wants it for longer meanwhile', async () => {
    await keepFor(1);
    const conversation = await talked(said('First.'));
    await expect.poll(keptTexts, PATIENCE).toEqual(['First.']);
    const manager = boss();
    const picked = await manager
      .selectOption(await type('settings', manager).reply(), 'settings-pick', 'keepTranscriptDays')
      .reply();
    expect(picked.text).toContain('More days count from the next conversation on');
    const changed = await manager.selectOption(picked, 'settings-value:keepTranscriptDays', '30').reply();
    await world.host.next('settings');
    expect(changed.text).toContain('What was deleted does not come back');
    conversation.tell({ type: 'spoken', entry: said('Second.') });
    await expect.poll(keptTexts, PATIENCE).toEqual(['First.', 'Second.']);
    expect((await kept()).map(({ keptUntilMs }) => keptUntilMs)).toEqual([
      START_MS + DAY_MS,
      START_MS + DAY_MS,
    ]);
  });

  it.each([
    [
      'en-US',
      'Deletes 1 line at once, for good',
      '2 lines that were older are deleted.',
      'not beyond the day',
    ],
    [
      'de',
      'Löscht sofort und endgültig 1 Zeile',
      '2 ältere Zeilen sind gelöscht.',
      'nicht über den Tag hinaus',
    ],
  ])(
    'is deleted at once when the server wants it no more, and says so before (%s)',
    async (locale, before, after, off) => {
      await keepFor(30);
      const conversation = await talked(said('Old.', world.ada.id, START_MS - 2 * DAY_MS), said('New.'));
      await expect.poll(keptTexts, PATIENCE).toEqual(['Old.', 'New.']);
      const manager = boss(locale);
      const picked = await manager
        .selectOption(await type('settings', manager).reply(), 'settings-pick', 'keepTranscriptDays')
        .reply();
      const options = picked.selects.find(({ customId }) => customId.startsWith('settings-value'))?.options;
      expect(options?.find(({ value }) => value === '1')?.description).toBe(before);
      expect(options?.find(({ value }) => value === '7')?.description).toBe('');
      expect(await keptTexts()).toEqual(['Old.', 'New.']);
      const changed = await manager.selectOption(picked, 'settings-value:keepTranscriptDays', '0').reply();
      await world.host.next('settings');
      expect(changed.text).toContain(off);
      expect(changed.text).toContain(after);
      expect(await kept()).toEqual([]);
      conversation.tell({ type: 'spoken', entry: said('After.') });
      const undone = await manager.pressButton(changed, 'settings-undo').reply();
      await world.host.next('settings');
      expect(undone.text).toContain('30');
      expect(await kept()).toEqual([]);
    },
  );

  it('is found again by the model after a restart', async () => {
    await keepFor(7);
    await talked(
      said('The bridge opens on Friday.'),
      said('Long ago: a bridge.', world.ada.id, START_MS - 2 * DAY_MS),
      answered('Then let us cross the bridge.'),
    );
    await expect.poll(keptTexts, PATIENCE).toHaveLength(3);
    const goodbye = world.restartBot();
    await world.host.next('close');
    await goodbye;
    const conversation = await talked();
    conversation.tell({
      type: 'toolCall',
      callId: 'c1',
      name: 'search_spoken',
      argumentsJson: '{"words":"bridge"}',
      userIds: [world.ada.id],
    });
    const { output } = await world.host.next('toolResult');
    expect(output).toMatch(/"who":"Ada","said":"The bridge opens.*"who":"you","said":"Then let us/);
    expect(output).not.toContain('Long ago');
  });

  it('is shown to whoever said it, and deleted with all that a restart would bring back', async () => {
    await keepFor(7);
    await talked(said('My cat is called Tilda.'), said('Mine is not.', '42'), answered('I see.'));
    await expect.poll(keptTexts, PATIENCE).toHaveLength(3);
    const shown = await type('privacy show').reply();
    expect(shown.text).toContain('What you say in this server is kept as text for 7 days');
    expect(shown.text).toContain('What you said (1)');
    expect(shown.text).toContain('My cat is called Tilda.');
    const asked = await type('privacy delete').reply();
    await world.ada.pressButton(asked, 'privacyDelete').reply();
    expect(await keptTexts()).toEqual(['Mine is not.', 'I see.']);
  });
});
