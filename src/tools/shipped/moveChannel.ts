import { z } from 'zod';
import { defineTool } from '../toolContract.ts';

const MAX_NAME = 100;

/** Moves the bot to another voice channel of the server, where both it and whoever asked may talk. */
export const moveChannel = defineTool({
  name: 'move_channel',
  description:
    'Moves you to another voice channel: the one that is named, or, without a name, the one that whoever asked is in now.',
  arguments: z.object({ channel: z.string().trim().min(1).max(MAX_NAME).optional() }),
  timeLimitMs: 20_000,
  callsPerMinute: 4,
  run: async ({ channel }, context) => context.move(channel),
});
