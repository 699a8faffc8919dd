/** `/join`, and what keeps the bot out of a channel. */
export const JOIN = {
  name: 'join',
  description: 'Talk to the model in your voice channel',
  channelName: 'channel',
  channelDescription: 'Another voice channel than yours',
  shuttingDown: 'I am just shutting down. Try again in a moment.',
  allBusy:
    'I am in as many conversations as whoever runs me allows, all servers together. Try again when one of them has ended.',
  noChannel:
    'You are in no voice channel. Join one first, or name one: `/$t(join.name) $t(join.channelName):`',
  justJoining: 'I am just joining {{channel}}.',
  alreadyIn: 'I am already in {{channel}}.',
  haveMeInYours: 'To have me in yours, name it: `/$t(join.name) $t(join.channelName):` {{channel}}',
  moved: 'I moved from {{from}} to {{to}}.',
  moveEnded: 'The conversation ended before I could move to {{channel}}. Use `/$t(join.name)` again.',
  moveLate:
    'I could not move to {{channel}}: Discord did not confirm it. Try `/$t(leave.name)` and `/$t(join.name)`.',
  couldNotStart: 'I could not start in {{channel}}. {{reason}}',
  serverUnknown: 'Discord has not told me about this server yet. Try again in a moment.',
  notYours: 'You may not join {{channel}} yourself, so I do not go there for you.',
  timedOut: 'I am timed out in this server: a moderator must lift that first.',
  missing_one:
    'I am missing the {{permissions}} permission in {{channel}}. Give it to me there and try again.',
  missing_other:
    'I am missing the {{permissions}} permissions in {{channel}}. Give it to me there and try again.',
  afk: '{{channel}} is the AFK channel: Discord mutes everybody in it. Choose another one.',
  full: '{{channel}} is full. Make room, raise its limit, or give me the **Move Members** permission there.',
  stage:
    '{{channel}} is a stage channel, where I could only listen. Make me a stage moderator (the **Mute Members** permission there lets me become a speaker), or choose a voice channel.',
  viewChannel: 'View Channel',
  connect: 'Connect',
  speak: 'Speak',
} as const;
