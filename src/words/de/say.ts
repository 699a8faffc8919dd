import type { Language } from '../language.ts';

export const SAY: Language['texts']['say'] = {
  name: 'sag',
  description: 'Ich sage einen Text mit meiner Stimme',
  textName: 'text',
  textDescription: 'Was ich sagen soll',
  saying: 'Ich sage es, sobald niemand spricht: {{text}}',
  empty: 'Daran ist nichts, was man sagen könnte.',
};
