/** Personas. */
export const PERSONA = {
  companion: 'Companion: curious, warm, brief',
  storyteller: 'Storyteller: scenes by the fire',
  gamemaster: 'Game master: adventures with dice',
  tutor: 'Language tutor: real conversations',
  quizmaster: 'Quizmaster: a pub quiz with scores',
  moderator: 'Moderator: helps a group think',
} as const;
