import type { Language } from '../language.ts';

export const BOT: Language['texts']['bot'] = {
  onlyInServers: 'Das geht nur auf einem Server: Benutze es auf einem, in dessen Sprachkanal du bist.',
  notAMember:
    'Ich bin kein Mitglied dieses Servers: Bitte jemanden, der ihn verwaltet, mich als Bot einzuladen.',
  unknownCommand: 'Diesen Befehl kenne ich nicht (mehr). Lade Discord neu, um die zu sehen, die ich kenne.',
  unknownButton: 'Diese Schaltfläche kenne ich nicht (mehr).',
  tooOften_one: 'Das war etwas viel auf einmal: Versuch es in {{count}} Sekunde noch einmal.',
  tooOften_other: 'Das war etwas viel auf einmal: Versuch es in {{count}} Sekunden noch einmal.',
  failed: 'In mir ist etwas schiefgegangen; es steht im Protokoll. Bitte versuche es noch einmal.',
  doneBelow: 'Erledigt: siehe unten.',
  somebody: 'jemand',
  and: ' und ',
  others: 'andere',
};
