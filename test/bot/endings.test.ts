import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { advanceUntil, BotWorld } from './botWorld.ts';

const MINUTE_MS = 60_000;

/** What people see when the bot leaves without having been asked. */
describe('a conversation that nobody uses', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot({ LEAVE_ALONE_MINUTES: '5', LEAVE_SILENT_MINUTES: '30' });
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  it('ends when everybody has left, which its message says before and after', async () => {
    const { command, conversation } = await world.joined();
    const shows = (text: string) =>
      advanceUntil(
        world.clock,
        command.when((message) => message.text.includes(text)),
        10,
      );
    world.ada.setVoice(null);
    await world.host.noise('people', ({ people }) => people.length === 0);
    await shows('Nobody else is here');
    world.clock.advance(5 * MINUTE_MS);
    expect((await world.host.next('close')).reason).toBe('alone');
    conversation.tell({ type: 'ended', reason: 'alone', trouble: undefined });
    await shows('Nobody else was in the channel any more.');
  });

  it('ends when nobody speaks, and goes on when somebody does after the warning', async () => {
    const { command, conversation } = await world.joined();
    const shows = (text: string) =>
      advanceUntil(
        world.clock,
        command.when((message) => message.text.includes(text)),
        10,
      );
    world.clock.advance(29 * MINUTE_MS);
    await shows('unless somebody does');
    conversation.tell({ type: 'state', state: 'userSpeaking', speakingUserIds: [world.ada.id] });
    const heard = await shows('Hearing **Ada**');
    expect(heard.text).not.toContain('unless somebody does');
    conversation.tell({ type: 'state', state: 'listening', speakingUserIds: [] });
    world.clock.advance(30 * MINUTE_MS);
    expect((await world.host.next('close')).reason).toBe('silent');
    conversation.tell({ type: 'ended', reason: 'silent', trouble: undefined });
    await shows('Nobody had said anything for long.');
  });
});
