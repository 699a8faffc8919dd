import type { Language } from '../language.ts';

export const WHY: Language['texts']['why'] = {
  name: 'warum',
  description: 'Sieh, warum ich zuletzt geantwortet habe, oder warum nicht',
  title: 'Warum ich geantwortet habe, oder nicht',
  modelDecides:
    'Hier entscheidet das Modell selbst, wann es antwortet, und sagt nicht, warum. `/$t(settings.name)` kann das ändern: „Ende eines Beitrags“.',
  nothingYet: 'Noch hat niemand zu Ende gesprochen.',
  lineYes: '{{when}} · **{{names}}**: beantwortet, {{reason}}.',
  lineNo: '{{when}} · **{{names}}**: nicht beantwortet, {{reason}}.',
  lineWait: '{{when}} · **{{names}}**: noch nicht entschieden, {{reason}}.',
  ago: 'vor {{duration}}',
  answersAlwaysReason: 'weil hier alles beantwortet wird',
  aloneReason: 'weil sonst niemand da war, der gemeint sein konnte',
  followUpReason: 'weil ich gerade erst geantwortet hatte und es weiterging',
  talkButtonReason: 'weil zuvor **Sprechen** gedrückt wurde',
  nameHeardReason: 'weil mein Name fiel',
  cannotHearNameReason:
    'weil Gesprochenes gerade nicht mitgeschrieben wird: Ich kann nicht auf meinen Namen achten und beantworte alles',
  waitsForTranscriptReason: 'weil ich noch nicht weiß, ob mein Name fiel',
  nameNotHeardReason: 'weil ich meinen Namen weder am Anfang noch am Ende gehört habe',
  noTranscriptReason:
    'weil das Gesagte nicht rechtzeitig mitgeschrieben war: Ich konnte nicht auf meinen Namen achten',
  pushOnlyReason: 'weil niemand **Sprechen** gedrückt hatte, und nur dann antworte ich hier',
  onlyBotsReason: 'weil nur Bots gesprochen haben',
};
