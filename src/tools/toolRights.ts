import type { ToolAudience } from './toolContract.ts';

/** What somebody may do in a server. Nobody known: {@link STRANGER}. */
export interface Caller {
  userId: string;
  /** Ids and names of their roles. */
  roles: readonly string[];
  /** They may manage the server. */
  admin: boolean;
  /** The server is theirs. */
  owner: boolean;
}

/** Somebody of whom nothing is known: the least rights there are. */
export const STRANGER: Omit<Caller, 'userId'> = { roles: [], admin: false, owner: false };

/**
 * May these people, whose words the model was answering, have this done? Who speaks together with others has no more rights than
 * any of them; when nobody is known to have asked, only what everyone may do is done.
 */
export function mayAllUse(audience: ToolAudience, callers: readonly Caller[]): boolean {
  if (audience === 'everyone') return true;
  return callers.length > 0 && callers.every((caller) => mayUse(audience, caller));
}

function mayUse(audience: Exclude<ToolAudience, 'everyone'>, caller: Caller): boolean {
  if (caller.owner) return true;
  if (audience === 'owner') return false;
  if (caller.admin) return true;
  return audience !== 'admins' && audience.roles.some((role) => caller.roles.includes(role));
}

/** Who may use it, as a person reads it. */
export function audienceText(audience: ToolAudience): string {
  if (audience === 'everyone') return 'everyone';
  if (audience === 'owner') return 'the owner of the server';
  if (audience === 'admins') return 'people who may manage the server';
  return `people with the role ${audience.roles.join(' or ')}`;
}
