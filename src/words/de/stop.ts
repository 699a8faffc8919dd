import type { Language } from '../language.ts';

export const STOP: Language['texts']['stop'] = {
  name: 'stopp',
  description: 'Bring mich zum Schweigen und brich ab, was ich gerade tue',
  nowhere: 'Hier gibt es kein Gespräch. `/$t(join.name)` beginnt eines.',
  quiet: 'Ich bin still.',
  cancelled_one: 'Ich bin still und habe abgebrochen, was ich gerade tat.',
  cancelled_other: 'Ich bin still und habe {{count}} Dinge abgebrochen, die ich gerade tat.',
};
