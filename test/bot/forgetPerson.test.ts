import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import type { LocalChannel } from '../../src/offline/discord/localChannel.ts';
import type { HistoryEntry } from '../../src/realtime/historyEntry.ts';
import { SettingsBook } from '../../src/store/settingsBook.ts';
import { TranscriptPageStore } from '../../src/store/transcriptPageStore.ts';
import { advanceUntil, BotWorld } from './botWorld.ts';

const START_MS = Date.parse('2026-07-01T22:30:00Z');
const DAY_MS = 24 * 3_600_000;
/** Real requests must not seem to take seconds. */
const STEP_MS = 5;

describe('what somebody said, in a transcript on Discord', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  const said = (text: string, userId: string): HistoryEntry => ({
    type: 'said',
    atMs: START_MS,
    userId,
    name: userId === world.ada.id ? 'Ada' : 'Ben',
    text,
  });
  const type = (command: string, who = world.ada) =>
    who.runCommand(command, {}, { channelId: world.text.id });
  const thread = (): LocalChannel => {
    const [first] = world.guild.threads;
    if (first === undefined) throw new Error('no thread was opened');
    return first;
  };
  const threadText = () =>
    thread()
      .messages.map(({ content }) => content)
      .join('\n');

  /** Ada and Ben have talked, Ada a lot, and it stands in the thread. */
  async function written() {
    const ben = world.guild.addPerson({ name: 'Ben' });
    ben.setVoice(world.lounge.id);
    const { conversation } = await world.joined();
    await world.host.noise('hearing', ({ userIds }) => userIds.length === 2);
    await type('transcript on').reply();
    const entries = [
      said(`Secret ${'x'.repeat(1500)}`, world.ada.id),
      said('No secret.', ben.id),
      said(`Secret again ${'y'.repeat(1500)}`, world.ada.id),
      said('Nor this.', ben.id),
    ];
    for (const entry of entries) conversation.tell({ type: 'spoken', entry });
    const stands = thread().when(({ content }) => content.includes('Nor this'));
    await advanceUntil(world.clock, stands);
    return conversation;
  }

  /** Ada has everything about her deleted. */
  async function deleted(): Promise<string> {
    const asked = await type('privacy delete').reply();
    const done = world.ada.pressButton(asked, 'privacyDelete').reply();
    return (await advanceUntil(world.clock, done, STEP_MS)).content;
  }

  it('is taken out while the conversation runs, and what others said stays', async () => {
    const conversation = await written();
    conversation.tell({ type: 'spoken', entry: said('A last secret.', world.ada.id) });
    const told = await deleted();
    expect(told).toContain('2 messages of mine held your words: they are taken out');
    expect(told).toContain('In older threads they may still stand');
    expect(threadText()).not.toMatch(/secret again|Secret|last secret/);
    expect(threadText()).toMatch(/No secret\.[\s\S]*Nor this\./);
    conversation.tell({ type: 'spoken', entry: said('After that.', world.ada.id) });
    const stands = thread().when(({ content }) => content.includes('After that'));
    await advanceUntil(world.clock, stands);
    expect(threadText()).not.toContain('Secret');
  });

  it('is taken out of a conversation that is over, though its thread sleeps', async () => {
    const conversation = await written();
    conversation.tell({ type: 'ended', reason: 'leftByTool', trouble: undefined });
    await advanceUntil(
      world.clock,
      thread().when(({ content }) => content.includes('has ended')),
    );
    world.discord.archiveThread(thread().id);
    expect(await deleted()).toContain('2 messages of mine');
    expect(threadText()).not.toContain('Secret');
    expect(threadText()).toContain('Nor this.');
  });

  it('is left to people where the thread is locked, with links to it', async () => {
    await written();
    world.discord.archiveThread(thread().id, { locked: true });
    const told = await deleted();
    const [first] = thread().messages;
    expect(told).toContain('2 messages I could not change');
    expect(told).toContain(`https://discord.com/channels/${world.guild.id}/${thread().id}/${first?.id}`);
    expect(threadText()).toContain('Secret');
  });

  it('needs nothing where somebody has deleted the thread', async () => {
    await written();
    world.discord.deleteChannel(thread().id);
    expect(await deleted()).not.toContain('could not change');
  });

  it.each([
    ['is not known any more after a restart', 0, false],
    ['is taken out after a restart where the server keeps what was said', 7, true],
  ])('%s', async (_, keepTranscriptDays, taken) => {
    await new SettingsBook(world.store, silentLogger()).change(world.guild.id, '1', () => ({
      keepTranscriptDays,
    }));
    await written();
    const goodbye = world.restartBot();
    await world.host.next('close');
    await goodbye;
    world.later(2 * DAY_MS);
    const told = await deleted();
    expect(told.includes('2 messages of mine')).toBe(taken);
    expect(threadText().includes('Secret')).toBe(!taken);
    expect(await new TranscriptPageStore(world.store).ofPerson(world.ada.id)).toEqual([]);
  });

  it('is known for a day', async () => {
    await written();
    world.later(DAY_MS);
    expect(await deleted()).not.toContain('messages of mine');
    expect(threadText()).toContain('Secret');
  });
});
