import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { defineTool } from '../toolContract.ts';

const MAX_DICE = 20;
const MAX_SIDES = 1000;

/** Rolls dice, or tosses a coin (two sides). */
export const rollDice = defineTool({
  name: 'roll_dice',
  description: 'Rolls dice and tells each result and the sum. For a coin use one die of 2 sides.',
  arguments: z.object({
    count: z.number().int().min(1).max(MAX_DICE).default(1),
    sides: z.number().int().min(2).max(MAX_SIDES).default(6),
  }),
  run: async ({ count, sides }) => {
    const rolls = Array.from({ length: count }, () => randomInt(1, sides + 1));
    return { rolls, sum: rolls.reduce((sum, roll) => sum + roll, 0) };
  },
});
