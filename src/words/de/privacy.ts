import type { Language } from '../language.ts';

export const PRIVACY: Language['texts']['privacy'] = {
  name: 'privatsphäre',
  description: 'Entscheide, ob ich dich höre, und sieh, exportiere oder lösche, was ich über dich weiß',
  outName: 'nein',
  outDescription: 'Ich höre dich nicht mehr',
  inName: 'ja',
  inDescription: 'Ich darf dich hören',
  showName: 'zeigen',
  showDescription: 'Was ich über dich aufbewahre',
  exportName: 'exportieren',
  exportDescription: 'Alles, was ich über dich aufbewahre, als Datei',
  deleteName: 'löschen',
  deleteDescription: 'Lösche alles, was ich über dich aufbewahre, auf jedem Server',
  whereName: 'wo',
  whereDescription: 'Nur auf diesem Server oder auf jedem',
  here: 'dieser Server',
  everywhere: 'überall',
  outHere:
    'Ich höre dich auf diesem Server nicht mehr. `/$t(privacy.name) $t(privacy.inName)` ändert das wieder.',
  outEverywhere:
    'Ich höre dich nirgends mehr. `/$t(privacy.name) $t(privacy.inName)` ändert das, für einen Server oder für alle.',
  inHere:
    'Auf diesem Server höre ich dich. `/$t(privacy.name) $t(privacy.outName)` ändert das in jedem Augenblick.',
  inEverywhere:
    'Ich höre dich auf jedem Server. `/$t(privacy.name) $t(privacy.outName)` ändert das in jedem Augenblick.',
  heard: 'Auf diesem Server höre ich dich, wenn du mit mir in einem Sprachkanal bist.',
  refused: 'Du hast abgelehnt: Ich höre dich auf diesem Server nicht.',
  notAsked:
    'Dieser Server fragt jeden zuerst, und du hast nicht zugestimmt: Ich höre dich hier nicht. `/$t(privacy.name) $t(privacy.inName)` ändert das.',
  soundKept:
    'Ton bewahre ich nie auf. Was gesagt wurde, weiß ich einen Tag lang als Text, bis ich neu gestartet werde; das Letzte aus einem laufenden Gespräch kann bis zu dessen Ende gespeichert sein, damit es dann weitergeht.',
  keptLong_one:
    'Ton bewahre ich nie auf. **Was du auf diesem Server sagst, bewahre ich {{count}} Tag lang als Text auf**, um es wiederzufinden, dann wird es gelöscht.',
  keptLong_other:
    'Ton bewahre ich nie auf. **Was du auf diesem Server sagst, bewahre ich {{count}} Tage lang als Text auf**, um es wiederzufinden, dann wird es gelöscht.',
  said: 'Was du gesagt hast ({{total}})',
  nothingKept: 'Sonst bewahre ich nichts über dich auf.',
  callMe: 'Deine eigenen Einstellungen: {{settings}}',
  facts: 'Was ich mir für dich merken sollte ({{total}})',
  reminders: 'Deine Erinnerungen ({{total}})',
  calls: 'Was ich für dich getan habe ({{total}})',
  more: '… und {{more}} weitere: `/$t(privacy.name) $t(privacy.exportName)` zeigt alles.',
  exported: 'Das ist alles, was ich über dich aufbewahre, auf jedem Server.',
  deleteAsk:
    'Das löscht alles, was ich über dich aufbewahre, auf jedem Server: was ich mir merken sollte, deine Erinnerungen, deine Einstellungen, was ich für dich getan habe, und was du gesagt hast, auch in Mitschriften, soweit ich weiß, wo es steht. Es lässt sich nicht rückgängig machen. Wie viel für dich abgerechnet wurde, bleibt, weil sich Grenzen danach richten. Ob ich dich hören darf, bleibt, wie du es entschieden hast.',
  deleteButton: 'Alles löschen',
  deleted:
    'Alles, was ich über dich aufbewahrt habe, ist gelöscht, außer wie viel für dich abgerechnet wurde: Danach richten sich Grenzen. Ob ich dich hören darf, bleibt, wie du es entschieden hast.',
  linesTaken_one: 'In Mitschriften standen deine Worte in einer Nachricht von mir: Sie sind herausgenommen.',
  linesTaken_other:
    'In Mitschriften standen deine Worte in {{count}} Nachrichten von mir: Sie sind herausgenommen.',
  linesLeft_one:
    'Eine Nachricht konnte ich nicht ändern, dort stehen deine Worte noch: {{links}}. Wer den Server verwaltet, kann sie löschen.',
  linesLeft_other:
    '{{count}} Nachrichten konnte ich nicht ändern, dort stehen deine Worte noch: {{links}}. Wer den Server verwaltet, kann sie löschen.',
  linesUnknown:
    'In welchen Nachrichten von Mitschriften deine Worte stehen, weiß ich einen Tag lang, höchstens bis zu meinem Neustart, oder so lange ein Server Gesagtes aufbewahrt. In älteren Threads können sie noch stehen: Wer den Server verwaltet, kann diese löschen, oder einzelne Nachrichten darin.',
  noticeTitle: 'Ich höre hier zu',
  noticeWho:
    'Was in {{channel}} gesagt wird, geht an das Modell **{{model}}**, das antwortet. Wer es betreibt, hört es.',
  noticeKept:
    'Ton wird nicht aufbewahrt. Als Text weiß ich einen Tag lang, was gesagt wurde, höchstens bis zu meinem Neustart; das Letzte aus einem laufenden Gespräch kann bis zu dessen Ende gespeichert sein, damit es dann weitergeht.',
  noticeKeptLong_one:
    'Ton wird nicht aufbewahrt. **Was gesagt wird, bewahre ich {{count}} Tag lang als Text auf**, dann wird es gelöscht; `/$t(privacy.name) $t(privacy.deleteName)` löscht früher, was du gesagt hast.',
  noticeKeptLong_other:
    'Ton wird nicht aufbewahrt. **Was gesagt wird, bewahre ich {{count}} Tage lang als Text auf**, dann wird es gelöscht; `/$t(privacy.name) $t(privacy.deleteName)` löscht früher, was du gesagt hast.',
  noticeAsk:
    '**Ich höre dich nur, wenn du zustimmst**: Drück einen Knopf. Du kannst es dir jederzeit anders überlegen, auch mit `/$t(privacy.name)`.',
  noticeRefuse:
    'Du willst das nicht? Drück **$t(privacy.noButton)** oder benutze `/$t(privacy.name) $t(privacy.outName)`: Dann geht nichts, was du sagst, irgendwohin.',
  askOne:
    '{{person}}, darf ich dich hören? Was du sagst, geht an das Modell, das antwortet. Ich höre dich nur, wenn du zustimmst.',
  yesButton: 'Du darfst mich hören',
  noButton: 'Höre mich nicht',
  talkNotHeard:
    'Ich höre dich nicht, weil du dem nicht zugestimmt hast. `/$t(privacy.name) $t(privacy.inName)` ändert das.',
};
