import type { Language } from '../language.ts';

export const LEAVE: Language['texts']['leave'] = {
  name: 'verlassen',
  description: 'Beende das Gespräch im Sprachkanal',
  nowhere: 'Ich bin hier in keinem Sprachkanal. `/$t(join.name)` holt mich in einen.',
  notYours:
    'In {{channel}} sprechen andere mit mir: Das können nur Leute dort, wer mich gerufen hat, und wer den Server verwalten oder Mitglieder verschieben darf.',
  left: 'Ich habe {{channel}} verlassen. {{talked}}',
};
