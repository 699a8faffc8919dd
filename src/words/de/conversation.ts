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
  limitReached: 'Eine Verbrauchsgrenze war erreicht: `/$t(usage.name)` zeigt, welche.',
  kicked: 'Ich wurde vom Kanal getrennt.',
  channelDeleted: 'Der Kanal wurde gelöscht.',
  modelFailed: 'Das Modell antwortet nicht mehr.',
  voiceFailed: 'Die Sprachverbindung ist abgerissen.',
  alone: 'Außer mir war niemand mehr im Kanal.',
  silent: 'Lange hatte niemand etwas gesagt.',
  moved: 'Ich bin aus {{channel}} hergekommen.',
  hinderedDeafened:
    'Ich wurde für den ganzen Server taub gestellt und kann euch nicht hören. Das kann die Moderation aufheben.',
  hinderedMuted:
    'Ich wurde für den ganzen Server stummgeschaltet; ihr könnt mich nicht hören. Das kann die Moderation aufheben.',
  hinderedAudience: 'Ich bin hier im Publikum; ihr könnt mich nicht hören. Ladet mich zum Sprechen ein.',
  hinderedSpeak:
    'Ich darf hier nicht sprechen; ihr könnt mich nicht hören. Gebt mir hier das Recht **Sprechen**, dann geht es weiter.',
  hinderedConnect:
    'Ich habe hier das Recht **Verbinden** verloren. Ich bleibe, solange die Verbindung hält, käme aber nicht zurück.',
  aloneWarning: 'Außer mir ist niemand hier: Ich gehe {{when}}, wenn niemand kommt.',
  silentWarning: 'Lange hat niemand etwas gesagt: Ich gehe {{when}}, wenn es so bleibt.',
  shutdown: 'Ich werde neu gestartet oder beendet. Benutze gleich `/$t(join.name)`.',
  shutdownComesBack:
    'Ich werde neu gestartet oder beendet. Sobald ich wieder laufe, komme ich von selbst zurück, wenn noch jemand da ist.',
  back: 'Da bin ich wieder.',
  internal: 'In mir ist etwas kaputtgegangen. Mit `/$t(join.name)` kannst du es noch einmal versuchen.',
};
