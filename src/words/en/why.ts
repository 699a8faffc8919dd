/** `/why`: which turns were answered, and for which reason. */
export const WHY = {
  name: 'why',
  description: 'See why I answered, or did not, the last times somebody spoke',
  title: 'Why I answered, or did not',
  modelDecides:
    'Here the model itself decides when it answers, and does not say why. `/$t(settings.name)` can change that: "End of a turn".',
  nothingYet: 'Nobody has finished speaking yet.',
  lineYes: '{{when}} · **{{names}}**: answered, {{reason}}.',
  lineNo: '{{when}} · **{{names}}**: not answered, {{reason}}.',
  lineWait: '{{when}} · **{{names}}**: not decided, {{reason}}.',
  ago: '{{duration}} ago',
  answersAlwaysReason: 'because everything is answered here',
  aloneReason: 'because nobody else was there to be spoken to',
  followUpReason: 'because I had just answered them and they went on',
  talkButtonReason: 'because they had pressed **Talk**',
  nameHeardReason: 'because they said my name',
  cannotHearNameReason:
    'because speech is not written down at present, so I cannot listen for my name and answer everything',
  waitsForTranscriptReason: 'because I do not know yet whether they said my name',
  nameNotHeardReason: 'because I heard my name neither near the start nor the end',
  noTranscriptReason:
    'because what they said was not written down in time, so I could not listen for my name',
  pushOnlyReason: 'because nobody had pressed **Talk**, and only then do I answer here',
  onlyBotsReason: 'because only bots spoke',
} as const;
