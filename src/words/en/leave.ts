/** `/leave`. */
export const LEAVE = {
  name: 'leave',
  description: 'End the conversation in the voice channel',
  nowhere: 'I am in no voice channel here. `/$t(join.name)` brings me into one.',
  left: 'I left {{channel}}. {{talked}}',
} as const;
