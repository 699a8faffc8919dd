import { z } from 'zod';
import { defineTool } from '../toolContract.ts';

const MAX_TEXT = 1800;

/** Writes what is better read than heard: a link, a list, a recipe. */
export const postMessage = defineTool({
  name: 'post_message',
  description:
    'Writes a message to the text channel of this conversation. Use it when somebody asks to have something written down, ' +
    'or for what is better read than heard, such as a list or code.',
  arguments: z.object({ text: z.string().trim().min(1).max(MAX_TEXT).describe('Discord markdown') }),
  callsPerMinute: 5,
  run: async ({ text }, context) => {
    await context.post(text);
    return { posted: true };
  },
});
