import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_AWAY_MS, MAX_RETURNS } from '../../src/bot/comeBack.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import type { LocalPerson } from '../../src/offline/discord/localPerson.ts';
import type { HistoryEntry } from '../../src/realtime/historyEntry.ts';
import { OpenConversationStore } from '../../src/store/openConversationStore.ts';
import { SettingsBook } from '../../src/store/settingsBook.ts';
import { advanceUntil, BotWorld } from './botWorld.ts';

const ON = { COME_BACK: 'true' };

describe('the bot after a restart', () => {
  let world: BotWorld;
  let conversations: OpenConversationStore;
  beforeEach(async () => {
    world = await BotWorld.withBot(ON);
    conversations = new OpenConversationStore(world.store);
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const said = (): HistoryEntry => ({
    type: 'said',
    atMs: 1,
    userId: world.ada.id,
    name: 'Ada',
    text: 'My cat is called Tilda.',
  });

  /** Nothing is stored of any conversation. */
  async function forgot(): Promise<void> {
    await expect.poll(() => conversations.all(), { timeout: 10_000 }).toEqual([]);
    expect(await conversations.entriesOf(world.guild.id)).toEqual([]);
  }

  it('goes on with what was said, under a message of its own', async () => {
    const { conversation } = await world.joined();
    conversation.tell({ type: 'spoken', entry: said() });
    await expect
      .poll(async () => (await conversations.all())[0]?.messageId, { timeout: 10_000 })
      .toBe(world.text.messages[0]?.id);
    const goodbye = world.restartBot(ON);
    expect((await world.host.next('close')).reason).toBe('shutdown');
    await goodbye;
    const again = await world.host.opened();
    expect(again.open.history).toEqual([said()]);
    expect(again.open.settings.channelId).toBe(world.lounge.id);
    await expect.poll(() => world.text.messages[0]?.text, { timeout: 10_000 }).toContain('is over');
    expect(world.text.messages.at(-1)?.text).toContain('I am back.');
    again.tell({ type: 'state', state: 'listening', speakingUserIds: [] });
    const listens = expect
      .poll(() => world.text.messages.at(-1)?.text, { timeout: 10_000 })
      .toMatch(/I am back\.\s+Listening/);
    await advanceUntil(world.clock, listens, 10);
  });

  it('still knows who began the conversation, who may end it from anywhere', async () => {
    await world.joined();
    const ben = world.guild.addPerson({ name: 'Ben' });
    ben.setVoice(world.lounge.id);
    await expect.poll(() => conversations.all(), { timeout: 10_000 }).toHaveLength(1);
    const goodbye = world.restartBot(ON);
    await world.host.next('close');
    await goodbye;
    await world.host.opened();
    world.ada.setVoice(null);
    const stranger = world.guild.addPerson({ name: 'Cid' });
    const leave = (who: LocalPerson) => who.runCommand('leave', {}, { channelId: world.text.id });
    expect((await leave(stranger).reply()).text).toContain('Others are talking with me');
    leave(world.ada);
    await world.host.next('close');
  });

  it('gives up a conversation in which nothing was said for several starts', async () => {
    await world.joined();
    for (let returns = 1; returns <= MAX_RETURNS; returns++) {
      const goodbye = world.restartBot(ON);
      await world.host.next('close');
      await goodbye;
      await world.host.opened();
      expect(await conversations.all()).toMatchObject([{ returns }]);
    }
    const goodbye = world.restartBot(ON);
    await world.host.next('close');
    await goodbye;
    await forgot();
  });

  it('stays away when that was too long ago', async () => {
    await world.joined();
    const updatedAtMs = Date.parse('2026-07-01T22:30:00Z') - MAX_AWAY_MS - 1;
    await restartedAfter(() => conversations.update(world.guild.id, { updatedAtMs }));
    await forgot();
  });

  it('stays away from an empty channel', async () => {
    await world.joined();
    await restartedAfter(async () => world.ada.setVoice(null));
    await forgot();
  });

  it('stays away when the server does not want it back', async () => {
    await world.joined();
    const settings = new SettingsBook(world.store, silentLogger());
    await restartedAfter(async () => {
      await settings.change(world.guild.id, world.ada.id, () => ({ comeBack: false }));
    });
    await forgot();
  });

  it('stores nothing when that is switched off', async () => {
    await world.restartBot({ COME_BACK: 'false' });
    const { conversation } = await world.joined();
    conversation.tell({ type: 'spoken', entry: said() });
    await forgot();
  });

  it('forgets a conversation that has ended', async () => {
    const { conversation } = await world.joined();
    conversation.tell({ type: 'spoken', entry: said() });
    await expect.poll(() => conversations.entriesOf(world.guild.id), { timeout: 10_000 }).toHaveLength(1);
    conversation.tell({ type: 'ended', reason: 'leftByTool', trouble: undefined });
    await forgot();
  });

  async function restartedAfter(change: () => Promise<void>): Promise<void> {
    await world.stopBot();
    await world.host.next('close');
    await change();
    await world.startBot(ON);
  }
});
