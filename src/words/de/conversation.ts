import type { Language } from '../language.ts';

export const CONVERSATION: Language['texts']['conversation'] = {
  connecting: 'Ich verbinde mich mit {{channel}}',
  listening: 'Ich höre zu in {{channel}}',
  userSpeaking: 'Ich höre {{names}} in {{channel}}',
  thinking: 'Ich denke nach in {{channel}}',
  agentSpeaking: 'Ich spreche in {{channel}}',
  closed: 'Beendet in {{channel}}',
  endedTitle: 'Beendet',
  over: 'Dieses Gespräch ist vorbei.',
  overAlready: 'Dieses Gespräch ist schon vorbei.',
  neverBegan: 'Es war zu Ende, bevor es begonnen hatte.',
  talked: 'Wir haben {{duration}} geredet.',
  footer: 'Was im Kanal gesagt wird, geht an das Modell {{model}}.',
  leaveButton: 'Verlassen',
  talkButton: 'Sprechen',
  talkHint: 'Ich höre dir zu: Sag, was du möchtest.',
  talkJoinFirst: 'Komm erst in {{channel}}: Ich höre nur, wer dort ist.',
  unattended:
    'In {{channel}} läuft ein Gespräch, aber diesen Textkanal darf ich nicht sehen. Deshalb kann ich hier nicht ' +
    'weiter zeigen, was es macht. Benutze `/$t(status.name)` und `/$t(leave.name)`, oder gib mir hier **Kanal anzeigen**.',
  leftByCommand: 'Ich wurde gebeten zu gehen.',
  leftByTool: 'Ich wurde im Gespräch gebeten zu gehen.',
  kicked: 'Ich wurde vom Kanal getrennt.',
  channelDeleted: 'Der Kanal wurde gelöscht.',
  modelFailed: 'Das Modell antwortet nicht mehr.',
  voiceFailed: 'Die Sprachverbindung ist abgerissen.',
  shutdown: 'Ich werde neu gestartet oder beendet. Benutze gleich `/$t(join.name)`.',
  internal: 'In mir ist etwas kaputtgegangen. Mit `/$t(join.name)` kannst du es noch einmal versuchen.',
};
