/**
 * How people and the model take turns.
 * `full-duplex`: a person may interrupt the model at any time (barge-in).
 * `half-duplex`: the model is not interrupted; listening resumes when its whole answer was played.
 */
export const TURN_MODES = ['full-duplex', 'half-duplex'] as const;
export type TurnMode = (typeof TURN_MODES)[number];

/** What a conversation is doing, as people are shown it. */
export const CONVERSATION_STATES = [
  'connecting',
  'listening',
  'userSpeaking',
  'thinking',
  'agentSpeaking',
  'closed',
] as const;
export type ConversationState = (typeof CONVERSATION_STATES)[number];
