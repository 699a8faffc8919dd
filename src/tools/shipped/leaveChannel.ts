import { z } from 'zod';
import { defineTool } from '../toolContract.ts';

/** Ends the conversation. The model is not asked to speak again: its goodbye belongs before the call. */
export const leaveChannel = defineTool({
  name: 'leave_channel',
  description:
    'Leaves the voice channel and ends the conversation. Use it only when somebody clearly asks you to leave or hang up. ' +
    'Say goodbye first, in the same answer: you cannot speak afterwards.',
  arguments: z.object({}),
  speaks: false,
  run: async (_, context) => {
    context.leave();
    return { leaving: true };
  },
});
