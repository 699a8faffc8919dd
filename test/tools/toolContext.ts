import type { ToolContext } from '../../src/tools/toolContract.ts';

/** A conversation as a tool sees it: Ada and Ben are in the channel on a summer night. */
export function toolContext(changes: Partial<ToolContext> = {}): ToolContext {
  return {
    guildId: '1',
    channelId: '2',
    askedBy: ['10'],
    people: () => [
      { userId: '10', displayName: 'Ada', bot: false },
      { userId: '11', displayName: 'Jukebox', bot: true },
    ],
    leave: () => {
      throw new Error('nobody was to leave');
    },
    now: () => new Date('2026-07-01T22:30:00Z'),
    ...changes,
  };
}
