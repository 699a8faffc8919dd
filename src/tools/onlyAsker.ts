import { ParleyError } from '../errors.ts';
import type { ToolContext } from './toolContract.ts';

/**
 * The one person in whose name a call is made.
 * @throws ParleyError `tool_failed` when nobody is known to have asked, or several spoke at once
 */
export function onlyAsker({ askedBy }: Pick<ToolContext, 'askedBy'>): string {
  const [userId, ...others] = askedBy;
  if (userId !== undefined && others.length === 0) return userId;
  throw toolRefusal('It is not clear who asked for this. One person must ask for it alone.');
}

/** A refusal in words that the model may hand on. */
export function toolRefusal(tellPerson: string): ParleyError {
  return new ParleyError('a tool refused', { code: 'tool_failed', tellPerson });
}
