import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { advanceUntil, BotWorld } from './botWorld.ts';

const GOODBYE = 'Nobody else was in the channel any more.';

describe('the goodbye of a conversation', () => {
  let world: BotWorld;
  beforeEach(async () => {
    world = await BotWorld.withBot();
  });
  afterEach(async () => {
    world.host.verify();
    await world.close();
  });

  /** What stands in the channel where `/join` was typed, oldest first, once a goodbye was read and the bot has stopped. */
  async function afterTheEnd(read = true): Promise<string[]> {
    if (read)
      await advanceUntil(
        world.clock,
        world.text.when(({ text }) => text.includes(GOODBYE)),
        10,
      );
    await world.stopBot();
    return world.text.messages.map(({ text }) => text);
  }

  it('is in the message that has shown it all along, where that is the newest', async () => {
    const { conversation } = await world.joined();
    conversation.tell({ type: 'ended', reason: 'alone', trouble: undefined });
    expect(await afterTheEnd()).toEqual([expect.stringContaining(GOODBYE)]);
  });

  it('is a message of its own too, once, where people have written since', async () => {
    const { conversation } = await world.joined();
    world.ada.say(world.text.id, 'What was the recipe again?');
    conversation.tell({ type: 'ended', reason: 'alone', trouble: undefined });
    const [status, , goodbye, ...more] = await afterTheEnd();
    expect(status).toContain(GOODBYE);
    expect(goodbye).toContain(GOODBYE);
    expect(more).toEqual([]);
    expect(world.text.messages[2]?.buttons).toEqual([]);
  });

  it('is a message of its own where the other one was deleted', async () => {
    const { conversation } = await world.joined();
    world.discord.faults.rest(/^PATCH .*messages/, { kind: 'error', status: 404, code: 10_008 }, 2);
    conversation.tell({ type: 'ended', reason: 'alone', trouble: undefined });
    const [deleted, goodbye, ...more] = await afterTheEnd();
    expect(deleted).not.toContain(GOODBYE);
    expect(goodbye).toContain(GOODBYE);
    expect(more).toEqual([]);
  });

  it('is left to the answer of the command that ended it', async () => {
    const { conversation } = await world.joined();
    world.ada.say(world.text.id, 'Enough of this.');
    const leaving = world.ada.runCommand('leave', {}, { channelId: world.text.id });
    await world.host.next('close');
    conversation.tell({ type: 'ended', reason: 'leftByCommand', trouble: undefined });
    await advanceUntil(world.clock, leaving.settled());
    expect(await afterTheEnd(false)).toHaveLength(3);
  });

  it('is none where it may not write, and harms nothing', async () => {
    const { conversation } = await world.joined();
    world.ada.say(world.text.id, 'What was the recipe again?');
    world.discord.faults.rest(new RegExp(`^POST .*${world.text.id}/messages`), {
      kind: 'error',
      status: 403,
      code: 50_001,
    });
    conversation.tell({ type: 'ended', reason: 'alone', trouble: undefined });
    expect(await afterTheEnd()).toHaveLength(2);
  });
});
