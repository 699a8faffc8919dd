/** `/privacy`, and what people are told of being heard. */
export const PRIVACY = {
  name: 'privacy',
  description: 'Decide whether I hear you, and see, export or delete what I keep about you',
  outName: 'out',
  outDescription: 'I do not hear you any more',
  inName: 'in',
  inDescription: 'I may hear you',
  showName: 'show',
  showDescription: 'What I keep about you',
  exportName: 'export',
  exportDescription: 'All that I keep about you, as a file',
  deleteName: 'delete',
  deleteDescription: 'Delete all that I keep about you, in every server',
  whereName: 'where',
  whereDescription: 'In this server only, or in every one',
  here: 'this server',
  everywhere: 'everywhere',
  outHere: 'I do not hear you in this server any more. `/$t(privacy.name) $t(privacy.inName)` changes that.',
  outEverywhere:
    'I do not hear you anywhere any more. `/$t(privacy.name) $t(privacy.inName)` changes that, for one server or all.',
  inHere: 'I hear you in this server. `/$t(privacy.name) $t(privacy.outName)` changes that at any moment.',
  inEverywhere:
    'I hear you in every server. `/$t(privacy.name) $t(privacy.outName)` changes that at any moment.',
  heard: 'In this server I hear you when you are in a voice channel with me.',
  refused: 'You have refused: I do not hear you in this server.',
  notAsked:
    'This server asks everybody first, and you have not agreed: I do not hear you here. `/$t(privacy.name) $t(privacy.inName)` changes that.',
  soundKept:
    'I never keep sound. What was said I know for a day, as text, until I am restarted; the last of a running conversation may be stored until it ends, to go on with it then.',
  keptLong_one:
    'I never keep sound. **What you say in this server is kept as text for {{count}} day**, for me to find it again, then deleted.',
  keptLong_other:
    'I never keep sound. **What you say in this server is kept as text for {{count}} days**, for me to find it again, then deleted.',
  said: 'What you said ({{total}})',
  nothingKept: 'I keep nothing else about you.',
  callMe: 'Your own settings: {{settings}}',
  facts: 'What you had me remember ({{total}})',
  reminders: 'Your reminders ({{total}})',
  calls: 'What you had me do ({{total}})',
  more: '… and {{more}} more: `/$t(privacy.name) $t(privacy.exportName)` has them all.',
  exported: 'This is all that I keep about you, in every server.',
  deleteAsk:
    'This deletes all that I keep about you in every server: what you had me remember, your reminders, your settings, what you had me do, and what you said, also in transcripts as far as I know where it stands. It cannot be undone. How much was billed for you stays, because limits go by it. Whether I may hear you stays as you have decided.',
  deleteButton: 'Delete it all',
  deleted:
    'All that I kept about you is deleted, but for how much was billed for you, which limits go by. Whether I may hear you stays as you have decided.',
  linesTaken_one: 'In transcripts, one message of mine held your words: they are taken out.',
  linesTaken_other: 'In transcripts, {{count}} messages of mine held your words: they are taken out.',
  linesLeft_one:
    'One message I could not change, so your words still stand there: {{links}}. Whoever manages the server can delete it.',
  linesLeft_other:
    '{{count}} messages I could not change, so your words still stand there: {{links}}. Whoever manages the server can delete them.',
  linesUnknown:
    'I know which transcript messages hold your words for a day, until I am restarted, or for as long as a server keeps what was said. In older threads they may still stand: whoever manages the server can delete those, or single messages in them.',
  noticeTitle: 'I am listening here',
  noticeWho:
    'What people in {{channel}} say is sent to the model **{{model}}**, which answers them. Whoever runs it hears it.',
  noticeKept:
    'No sound is kept. As text I know what was said for a day, until I am restarted; the last of a running conversation may be stored until it ends, to go on with it then.',
  noticeKeptLong_one:
    'No sound is kept. **What is said is kept as text for {{count}} day**, then deleted; `/$t(privacy.name) $t(privacy.deleteName)` deletes what you said sooner.',
  noticeKeptLong_other:
    'No sound is kept. **What is said is kept as text for {{count}} days**, then deleted; `/$t(privacy.name) $t(privacy.deleteName)` deletes what you said sooner.',
  noticeAsk:
    '**I hear you only if you agree**: press a button. You can change your mind at any moment, also with `/$t(privacy.name)`.',
  noticeRefuse:
    'You do not want that? Press **$t(privacy.noButton)** or use `/$t(privacy.name) $t(privacy.outName)`: nothing you say goes anywhere then.',
  askOne:
    '{{person}}, may I hear you? What you say goes to the model that answers. I hear you only if you agree.',
  yesButton: 'You may hear me',
  noButton: 'Do not hear me',
  talkNotHeard:
    'I do not hear you, because you have not agreed to it. `/$t(privacy.name) $t(privacy.inName)` changes that.',
} as const;
