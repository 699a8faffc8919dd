/** `/transcript`, and what is written in one. */
export const TRANSCRIPT = {
  name: 'transcript',
  description: 'Write down what is said, in a thread',
  onName: 'on',
  onDescription: 'Begin, or go on: everybody in the conversation is told',
  offName: 'off',
  offDescription: 'Stop writing down what is said',
  nowhere: 'There is no conversation here. `/$t(join.name)` begins one.',
  joinFirst:
    'Join {{channel}} first: this is for people who are in the conversation, and for who manages the server.',
  notRead:
    'I do not take that in, because you have not agreed to be heard. `/$t(privacy.name) $t(privacy.inName)` changes that.',
  channelGone:
    'There is no text channel to write in (any more). Choose another one with `/$t(settings.name)`.',
  missing:
    'To write a transcript I need in {{channel}}: {{permissions}}. Give me that, or choose another channel with `/$t(settings.name)`.',
  on: 'I write down in {{channel}} what is said in {{voice}}. `/$t(transcript.name) $t(transcript.offName)` ends that.',
  already: 'It is being written down in {{channel}} already.',
  off: 'I have stopped writing down what is said. What was written stays in {{channel}}.',
  notOn: 'Nothing is being written down.',
  running: 'What is said is being written down in {{channel}}.',
  gone: 'The transcript ended: its thread was deleted. `/$t(transcript.name) $t(transcript.onName)` begins a new one.',
  forbidden: 'The transcript ended: I may no longer write in {{channel}}.',
  locked: 'The transcript ended: {{channel}} was closed and locked.',
  failing: 'The transcript in {{channel}} ended: Discord did not take it.',
  thread: 'Transcript: {{channel}}, {{date}}',
  opening: '{{time}} *What is said in {{channel}} is written down from here on, as {{name}} wished.*',
  closing: '{{time}} *From here on nothing is written down, as {{name}} wished.*',
  ended: '*The conversation has ended.*',
  gap_one: '*{{count}} entry is missing here: Discord was too slow.*',
  gap_other: '*{{count}} entries are missing here: Discord was too slow.*',
  unintelligible: '…',
  cut: 'interrupted',
} as const;
