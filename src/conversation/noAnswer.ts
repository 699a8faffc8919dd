import type { Trouble } from '../host/messages.ts';

/** What people are told when the model owed an answer and gave none. */
export const NO_ANSWER: Trouble = {
  code: 'model_protocol',
  sentence: 'The model gave no answer. Please say it again.',
};
