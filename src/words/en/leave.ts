/** `/leave`. */
export const LEAVE = {
  name: 'leave',
  description: 'End the conversation in the voice channel',
  nowhere: 'I am in no voice channel here. `/$t(join.name)` brings me into one.',
  notYours:
    'Others are talking with me in {{channel}}: only people there, whoever called me, and those who may manage the server or move members can do that.',
  left: 'I left {{channel}}. {{talked}}',
} as const;
