import type { Language } from '../language.ts';

export const TRANSCRIPT: Language['texts']['transcript'] = {
  name: 'mitschrift',
  description: 'Schreibt in einem Thread mit, was gesagt wird',
  onName: 'an',
  onDescription: 'Fängt an oder macht weiter: alle im Gespräch erfahren davon',
  offName: 'aus',
  offDescription: 'Hört auf mitzuschreiben',
  nowhere: 'Hier gibt es kein Gespräch. `/$t(join.name)` beginnt eines.',
  joinFirst:
    'Komm erst nach {{channel}}: das ist für Leute im Gespräch, und für die, die den Server verwalten.',
  notRead:
    'Das nehme ich nicht auf, weil du nicht zugestimmt hast, gehört zu werden. `/$t(privacy.name) $t(privacy.inName)` ändert das.',
  channelGone:
    'Es gibt (nun) keinen Textkanal, in den ich schreiben könnte. Wähle mit `/$t(settings.name)` einen anderen.',
  missing:
    'Um mitzuschreiben, brauche ich in {{channel}}: {{permissions}}. Gib mir das, oder wähle mit `/$t(settings.name)` einen anderen Kanal.',
  on: 'Ich schreibe in {{channel}} mit, was in {{voice}} gesagt wird. `/$t(transcript.name) $t(transcript.offName)` beendet das.',
  already: 'In {{channel}} wird schon mitgeschrieben.',
  off: 'Ich schreibe nicht mehr mit. Was geschrieben ist, bleibt in {{channel}}.',
  notOn: 'Es wird nichts mitgeschrieben.',
  running: 'Was gesagt wird, wird in {{channel}} mitgeschrieben.',
  gone: 'Die Mitschrift ist zu Ende: ihr Thread wurde gelöscht. `/$t(transcript.name) $t(transcript.onName)` beginnt eine neue.',
  forbidden: 'Die Mitschrift ist zu Ende: ich darf in {{channel}} nicht mehr schreiben.',
  locked: 'Die Mitschrift ist zu Ende: {{channel}} wurde geschlossen und gesperrt.',
  failing: 'Die Mitschrift in {{channel}} ist zu Ende: Discord hat sie nicht angenommen.',
  thread: 'Mitschrift: {{channel}}, {{date}}',
  opening: '{{time}} *Was in {{channel}} gesagt wird, wird ab hier auf Wunsch von {{name}} mitgeschrieben.*',
  closing: '{{time}} *Ab hier wird auf Wunsch von {{name}} nichts mehr mitgeschrieben.*',
  ended: '*Das Gespräch ist zu Ende.*',
  gap_one: '*Hier fehlt {{count}} Eintrag: Discord war zu langsam.*',
  gap_other: '*Hier fehlen {{count}} Einträge: Discord war zu langsam.*',
  unintelligible: '…',
  cut: 'unterbrochen',
};
