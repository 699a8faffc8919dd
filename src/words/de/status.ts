import type { Language } from '../language.ts';

export const STATUS: Language['texts']['status'] = {
  name: 'status',
  description: 'Sieh, was das Gespräch gerade macht',
  none: 'Hier läuft kein Gespräch. `/$t(join.name)` beginnt eins.',
  model: 'Modell',
  voice: 'Stimme',
  turnMode: 'Sprecherwechsel',
  answerMode: 'Wann ich antworte',
  speculation: 'Spekulation',
  on: 'an',
  off: 'aus',
  talkedFor: 'Gesprochen',
  answers: 'Antworten',
  answersValue: '{{answers}} ({{interrupted}} unterbrochen)',
  lastAnswer: 'Letzte Antwort nach',
  falseInterruptions: 'Falsche Unterbrechungen',
  wastedResponses: 'Umsonst gefragt',
  heard: 'Gehört',
  nobodyYet: 'noch niemand',
  andMore: '{{names}} und {{more}} weitere',
  tokens: 'Tokens',
  noneYet: 'noch keine',
  tokensValue:
    '{{total}}: hinein {{inText}} Text und {{inAudio}} Ton ({{cached}} davon aus dem Cache), ' +
    'heraus {{outText}} Text und {{outAudio}} Ton',
  roundTrips: 'Laufzeiten',
  roundTripsValue: 'Sprachserver {{voice}} · Ton {{sound}} · Modell {{model}}',
  lag: 'Läuft verspätet um',
  tooLate: '{{late}}: dieser Rechner ist überlastet, der Ton kann stocken',
  notMeasured: 'noch nicht gemessen',
  trouble: 'Problem',
};
