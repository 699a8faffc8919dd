/** What is said whatever was asked. */
export const BOT = {
  onlyInServers: 'This works in a server only: use it in one whose voice channel you are in.',
  notAMember: 'I am not a member of this server: ask somebody who manages it to invite me as a bot.',
  unknownCommand: 'I do not know this command (any more). Reload Discord to see the ones I know.',
  unknownButton: 'I do not know this button (any more).',
  tooOften_one: 'That was a bit much at once: try again in {{count}} second.',
  tooOften_other: 'That was a bit much at once: try again in {{count}} seconds.',
  failed: 'Something went wrong inside me, and it was written to the log. Please try again.',
  doneBelow: 'Done: see below.',
  somebody: 'somebody',
  and: ' and ',
  others: 'others',
} as const;
