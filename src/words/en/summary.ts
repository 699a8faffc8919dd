/** `/summary`, and what stands in minutes. */
export const SUMMARY = {
  name: 'summary',
  description: 'Minutes of the conversation so far, for you alone to read',
  nothingSaid: 'Nothing has been said yet. Talk first, then ask me again.',
  failed: 'The minutes could not be written: the model did not answer, or not in time. Please try again.',
  postButton: 'Post it',
  posted:
    '**Minutes of the conversation in {{channel}}**, posted by {{name}}. The model wrote them, and may be wrong.',
  mayNotWrite: 'You may not write in this channel, so I do not post it here for you.',
  gone: 'These minutes were posted already, or are too old. `/$t(summary.name)` writes new ones.',
  topics: 'Topics',
  decisions: 'Decisions',
  openQuestions: 'Open questions',
  whoSaidWhat: 'Who said what',
} as const;
