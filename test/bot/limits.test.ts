import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Use } from '../../src/host/messages.ts';
import type { LocalPerson } from '../../src/offline/discord/localPerson.ts';
import { usageSum } from '../money/usageSum.ts';
import { advanceUntil, BotWorld } from './botWorld.ts';
import type { ScriptedConversation } from './scriptedHost.ts';

const TWO_HOURS_MS = 7_200_000;
const MIDNIGHT = `<t:${Date.parse('2026-07-02T00:00:00Z') / 1000}:R>`;

/** What is billed for an answer to these people. */
function use(usd: number, userIds: string[], model = 'gpt-realtime-2.1'): { type: 'used'; use: Use } {
  const { kind: _, model: __, durationMs, ...usage } = usageSum({ outputAudioTokens: (usd / 64) * 1e6 });
  return { type: 'used', use: { model, kind: 'response', usage, durationMs, userIds } };
}

describe('a conversation that comes to a limit', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.open();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  /** What the bot wrote into the text channel, its own message of the conversation left out. */
  const written = (text: string) =>
    world.text.when((message) => message.text.includes(text) && message.embeds.length === 0);
  const heard = (...userIds: string[]) =>
    world.host.noise('hearing', (message) => `${message.userIds}` === `${userIds.toSorted()}`);
  const bob = (): LocalPerson => {
    const person = world.guild.addPerson({ name: 'Bob' });
    person.setVoice(world.lounge.id);
    return person;
  };
  const spend = (conversation: ScriptedConversation, usd: number, ...userIds: string[]) =>
    conversation.tell(use(usd, userIds));

  it.each([
    ['none', 'gpt-realtime-2.1'],
    ['my-small-model', 'my-small-model'],
  ])('goes on with the model that the operator names (%s)', async (LIMIT_MODEL, model) => {
    await world.startBot({ LIMIT_SERVER_DAY_USD: '1', LIMIT_MODEL });
    const { conversation } = await world.joined();
    spend(conversation, 0.81, world.ada.id);
    expect((await world.host.next('settings')).settings.model.model).toBe(model);
    await world.host.next('tell');
  });

  it('says so at 80 %, once, and answers briefly and only when it is meant', async () => {
    await world.startBot({ LIMIT_SERVER_DAY_USD: '1' });
    const { conversation, command } = await world.joined();
    spend(conversation, 0.79, world.ada.id);
    spend(conversation, 0.02, world.ada.id);
    const { settings } = await world.host.next('settings');
    expect(settings.turns.answerMode).toBe('addressed');
    expect(settings.model.maxOutputTokens).toBe(800);
    expect(settings.model.model).toBe('gpt-realtime-2.1-mini');
    expect(settings.model.instructions).toContain('one or two short sentences');
    const note = await world.host.next('tell');
    expect(note.text).toContain('this server, today, has used 81 % of the limit of $1.00');
    expect(note.text).toContain('begins anew at 2026-07-02 00:00 UTC');
    expect((await written('has used')).text).toBe(
      `This server has used $0.81 of $1.00 for today. That begins anew ${MIDNIGHT}. ` +
        'I answer briefly now, and only when I am meant.',
    );
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('limit of what may be used is near')),
    );
    // No second warning: the next message is that of the end.
    spend(conversation, 0.09, world.ada.id);
    spend(conversation, 0.11, world.ada.id);
    expect((await world.host.next('tell')).text).toContain('You have to leave now');
  });

  it('takes its leave at 100 %: says so, hears nobody, and goes once that is said', async () => {
    await world.startBot({ LIMIT_CONVERSATION_USD: '0.5' });
    const { conversation, command } = await world.joined();
    await heard(world.ada.id);
    conversation.tell({ type: 'state', state: 'agentSpeaking', speakingUserIds: [] });
    spend(conversation, 0.6, world.ada.id);
    const note = await world.host.next('tell');
    expect(note.text).toContain('this conversation has reached the limit of $0.50');
    await heard();
    expect((await written('reached')).text).toBe(
      'This conversation has reached its limit of $0.50. The next conversation begins anew. So I take my leave.',
    );
    conversation.tell({ type: 'state', state: 'listening', speakingUserIds: [] });
    world.clock.advance(1000);
    conversation.tell({ type: 'state', state: 'agentSpeaking', speakingUserIds: [] });
    world.clock.advance(4000);
    conversation.tell({ type: 'state', state: 'listening', speakingUserIds: [] });
    world.clock.advance(2500);
    expect((await world.host.next('close')).reason).toBe('limitReached');
    conversation.tell({ type: 'ended', reason: 'limitReached', trouble: undefined });
    await advanceUntil(
      world.clock,
      command.when(({ text }) => text.includes('A limit of what may be used was reached')),
    );
  });

  it('goes all the same when the model says nothing', async () => {
    await world.startBot({ LIMIT_CONVERSATION_MINUTES: '1' });
    const { conversation } = await world.joined();
    await heard(world.ada.id);
    world.clock.advance(50_000);
    await world.host.next('settings');
    await world.host.next('tell');
    world.clock.advance(10_000);
    await world.host.next('tell');
    conversation.tell({ type: 'state', state: 'thinking', speakingUserIds: [] });
    world.clock.advance(8000);
    expect((await world.host.next('close')).reason).toBe('limitReached');
    conversation.tell({ type: 'ended', reason: 'limitReached', trouble: undefined });
  });

  it('is as before when the day is over, or the limit is raised', async () => {
    await world.startBot({ LIMIT_SERVER_DAY_USD: '1' });
    const { conversation } = await world.joined();
    spend(conversation, 0.9, world.ada.id);
    expect((await world.host.next('settings')).settings.turns.answerMode).toBe('addressed');
    await world.host.next('tell');
    world.later(TWO_HOURS_MS);
    world.clock.advance(10_000);
    const { settings } = await world.host.next('settings');
    expect([settings.turns.answerMode, settings.model.maxOutputTokens]).toEqual(['auto', undefined]);
    expect(settings.model.instructions).not.toContain('one or two short sentences');
  });

  it('does not hear whoever has come to their own limit, tells them, and goes on with the others', async () => {
    await world.startBot({ LIMIT_USER_DAY_USD: '0.1' });
    const other = bob();
    const { conversation } = await world.joined();
    await heard(world.ada.id, other.id);
    spend(conversation, 0.2, world.ada.id);
    await heard(other.id);
    const told = await written('has reached');
    expect(told.text).toContain(`<@${world.ada.id}> has reached the limit of $0.10 for one person and day.`);
    expect(told.text).toContain('Until then I do not hear you; the others I do.');
    const say = world.ada.runCommand('say', { text: 'Hello' }, { channelId: world.text.id });
    expect((await say.reply()).text).toContain('You have reached your limit of $0.10 for today');
    world.later(TWO_HOURS_MS);
    world.clock.advance(10_000);
    await world.host.noise('hearing', ({ userIds }) => userIds.length === 2);
  });

  it('goes when everybody who is there has come to theirs', async () => {
    await world.startBot({ LIMIT_USER_DAY_USD: '0.1' });
    const { conversation } = await world.joined();
    spend(conversation, 0.2, world.ada.id);
    expect((await world.host.next('tell')).text).toContain('"Ada", today, has reached the limit of $0.10');
    world.clock.advance(2500);
    await world.host.next('close');
    conversation.tell({ type: 'ended', reason: 'limitReached', trouble: undefined });
  });

  it('counts minutes where no price is known, and says that dollars are not counted', async () => {
    await world.startBot({ LIMIT_SERVER_DAY_USD: '1', LIMIT_SERVER_DAY_MINUTES: '1' });
    const { conversation } = await world.joined();
    conversation.tell(use(5, [world.ada.id], 'house-model'));
    world.clock.advance(50_000);
    await world.host.next('settings');
    await world.host.next('tell');
    expect((await written('has used')).text).toContain(
      'What house-model costs is not counted: I know no price for it.',
    );
  });
});
