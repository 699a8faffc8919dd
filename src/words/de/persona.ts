import type { Language } from '../language.ts';

export const PERSONA: Language['texts']['persona'] = {
  companion: 'Gefährte: neugierig, warm, knapp',
  storyteller: 'Erzähler: Szenen am Feuer',
  gamemaster: 'Spielleiter: Abenteuer mit Würfeln',
  tutor: 'Sprachlehrer: echte Gespräche',
  quizmaster: 'Quizmaster: Kneipenquiz mit Punkten',
  moderator: 'Moderator: hilft einer Gruppe denken',
};
