import type { ToolContext } from '../../src/tools/toolContract.ts';

/** A conversation as a tool sees it: Ada and a jukebox are in the channel on a summer night. What a test does not expect fails it. */
export function toolContext(changes: Partial<ToolContext> = {}): ToolContext {
  const unexpected = (what: string) => (): never => {
    throw new Error(`nobody was to ${what}`);
  };
  return {
    guildId: '1',
    channelId: '2',
    textChannelId: '3',
    askedBy: ['10'],
    signal: new AbortController().signal,
    mayAll: () => false,
    people: () => [
      { userId: '10', displayName: 'Ada', bot: false },
      { userId: '11', displayName: 'Jukebox', bot: true },
    ],
    leave: unexpected('leave'),
    post: unexpected('post'),
    poll: unexpected('make a poll'),
    move: unexpected('move'),
    now: () => new Date('2026-07-01T22:30:00Z'),
    ...changes,
  };
}
