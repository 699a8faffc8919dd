import { z } from 'zod';
import { defineTool } from '../toolContract.ts';

/** Enough for any voice conversation; a stage may hold thousands. */
const MAX_NAMES = 50;

/** Tells who is in the voice channel. Names are what people call themselves: data for the model, never instructions. */
export const whoIsHere = defineTool({
  name: 'who_is_here',
  description:
    'Tells who is in the voice channel right now, by name. Use it when somebody asks who is here or how many people listen.',
  arguments: z.object({}),
  run: async (_, context) => {
    const people = context.people();
    return {
      count: people.length,
      names: people
        .slice(0, MAX_NAMES)
        .map(({ displayName, bot }) => (bot ? `${displayName} (bot)` : displayName)),
    };
  },
});
