import type { Language } from '../language.ts';

export const SUMMARY: Language['texts']['summary'] = {
  name: 'protokoll',
  description: 'Ein Protokoll des Gesprächs bis jetzt, das nur du siehst',
  nothingSaid: 'Es wurde noch nichts gesagt. Sprecht erst, dann frag mich noch einmal.',
  failed:
    'Das Protokoll konnte nicht geschrieben werden: Das Modell hat nicht oder nicht rechtzeitig geantwortet. Bitte versuche es noch einmal.',
  postButton: 'Posten',
  posted:
    '**Protokoll des Gesprächs in {{channel}}**, gepostet von {{name}}. Das Modell hat es geschrieben und kann sich irren.',
  mayNotWrite: 'Du darfst in diesem Kanal nicht schreiben, deshalb poste ich es hier nicht für dich.',
  gone: 'Dieses Protokoll wurde schon gepostet oder ist zu alt. `/$t(summary.name)` schreibt ein neues.',
  topics: 'Themen',
  decisions: 'Beschlüsse',
  openQuestions: 'Offene Fragen',
  whoSaidWhat: 'Wer was gesagt hat',
};
