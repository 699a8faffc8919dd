import type { Language } from '../language.ts';

export const LEAVE: Language['texts']['leave'] = {
  name: 'verlassen',
  description: 'Beende das Gespräch im Sprachkanal',
  nowhere: 'Ich bin hier in keinem Sprachkanal. `/$t(join.name)` holt mich in einen.',
  left: 'Ich habe {{channel}} verlassen. {{talked}}',
};
