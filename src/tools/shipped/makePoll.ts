import { z } from 'zod';
import { defineTool } from '../toolContract.ts';

/** Discord's limits of a poll. */
const MAX_QUESTION = 300;
const MAX_ANSWER = 55;
const MAX_ANSWERS = 10;
const MAX_HOURS = 768;

/** Puts a poll of Discord's own kind into the text channel. */
export const makePoll = defineTool({
  name: 'make_poll',
  description: 'Puts a poll into the text channel, for people to vote in.',
  arguments: z.object({
    question: z.string().trim().min(1).max(MAX_QUESTION),
    answers: z.array(z.string().trim().min(1).max(MAX_ANSWER)).min(2).max(MAX_ANSWERS),
    hours: z.number().int().min(1).max(MAX_HOURS).default(24).describe('how long it is open'),
  }),
  callsPerMinute: 2,
  run: async ({ question, answers, hours }, context) => {
    await context.poll(question, answers, hours);
    return { posted: true };
  },
});
