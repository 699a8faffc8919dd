import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConversationTools } from '../../src/bot/conversationTools.ts';
import type { GuildActions } from '../../src/bot/guildActions.ts';
import { silentLogger } from '../../src/observe/logger.ts';
import { CallRate } from '../../src/tools/callRate.ts';
import { NativeMcp } from '../../src/tools/mcp/nativeMcp.ts';
import { SpokenToday } from '../../src/tools/spokenToday.ts';
import { defineTool } from '../../src/tools/toolContract.ts';
import { ToolRegistry } from '../../src/tools/toolRegistry.ts';
import { STRANGER } from '../../src/tools/toolRights.ts';
import { ToolSwitches } from '../../src/tools/toolSwitches.ts';
import { wordsIn } from '../../src/words/wordsFor.ts';
import { ManualClock } from '../manualClock.ts';

/** A conversation with a tool that answers when the test says so; `posts`: what was written, and where. */
function stage(threadId: string | undefined, locked = false) {
  const clock = new ManualClock();
  const posts: string[] = [];
  let answer: (result: unknown) => void = () => {};
  const slow = defineTool({
    name: 'slow',
    description: 'Takes long.',
    arguments: z.object({}),
    run: () => new Promise((resolve) => (answer = resolve)),
  });
  const none = () => {
    throw new Error('nobody asked for this');
  };
  const actions: GuildActions = {
    callers: (_guildId, userIds) => userIds.map((userId) => ({ userId, ...STRANGER })),
    askAnew: async () => {},
    words: () => wordsIn('en'),
    post: async (channelId, view) => {
      if (channelId === threadId && locked) throw new Error('the thread is locked');
      posts.push(`${channelId}: ${JSON.stringify(view)}`);
      return { edit: none, delete: none };
    },
    poll: none,
    findVoiceChannel: none,
  };
  const tools = new ConversationTools(
    {
      conversationId: 'c',
      guildId: 'g',
      channelId: 'voice',
      textChannelId: 'text',
      threadId,
      people: () => [],
      leave: none,
      move: none,
      send: () => {},
    },
    {
      services: {
        registry: new ToolRegistry([slow]),
        rate: new CallRate(clock),
        switches: new ToolSwitches(),
        audit: { record: () => {} },
        spoken: new SpokenToday(),
        native: new NativeMcp([]),
        clock,
        log: silentLogger(),
      },
      actions,
      language: undefined,
      now: () => new Date(0),
      log: silentLogger(),
    },
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { tools, posts, settle, answer: (result: unknown) => answer(result) };
}

describe('what a tool answers after the conversation has ended', () => {
  it.each([
    ['into the thread of the transcript', 'thread', false, 'thread'],
    ['into the text channel where no transcript is written', undefined, false, 'text'],
    ['into the text channel where the thread takes nothing any more', 'thread', true, 'text'],
  ])('is written %s', async (_, threadId, locked, place) => {
    const { tools, posts, settle, answer } = stage(threadId, locked);
    tools.call({ callId: 'c1', name: 'slow', argumentsJson: '{}', userIds: ['mia'] });
    await settle();
    tools.end();
    answer('```@everyone```');
    await settle();
    expect(posts).toHaveLength(1);
    expect(posts[0]).toMatch(new RegExp(`^${place}: .*slow: `));
    expect(posts[0]?.match(/```/g)).toHaveLength(2);
  });
});
