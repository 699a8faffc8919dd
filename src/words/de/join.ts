import type { Language } from '../language.ts';

export const JOIN: Language['texts']['join'] = {
  name: 'beitreten',
  description: 'Sprich mit dem Modell in deinem Sprachkanal',
  channelName: 'kanal',
  channelDescription: 'Ein anderer Sprachkanal als deiner',
  shuttingDown: 'Ich werde gerade beendet. Versuche es gleich noch einmal.',
  allBusy:
    'Ich führe schon so viele Gespräche, wie mein Betreiber erlaubt, alle Server zusammen. Versuche es wieder, wenn eines davon geendet hat.',
  noChannel:
    'Du bist in keinem Sprachkanal. Geh erst in einen, oder nenne einen: `/$t(join.name) $t(join.channelName):`',
  justJoining: 'Ich komme gerade in {{channel}}.',
  alreadyIn: 'Ich bin schon in {{channel}}.',
  haveMeInYours: 'Damit ich in deinen komme, nenne ihn: `/$t(join.name) $t(join.channelName):` {{channel}}',
  moved: 'Ich bin von {{from}} nach {{to}} gezogen.',
  moveEnded:
    'Das Gespräch endete, bevor ich nach {{channel}} ziehen konnte. Benutze noch einmal `/$t(join.name)`.',
  moveLate:
    'Ich konnte nicht nach {{channel}} ziehen: Discord hat es nicht bestätigt. Versuche `/$t(leave.name)` und `/$t(join.name)`.',
  couldNotStart: 'Ich konnte in {{channel}} nicht anfangen. {{reason}}',
  serverUnknown: 'Discord hat mir von diesem Server noch nichts gesagt. Versuche es gleich noch einmal.',
  notYours: 'In {{channel}} darfst du selbst nicht, also gehe ich für dich nicht hinein.',
  timedOut: 'Ich habe auf diesem Server eine Auszeit: Die muss ein Moderator erst aufheben.',
  missing_one:
    'Mir fehlt in {{channel}} die Berechtigung {{permissions}}. Gib sie mir dort und versuche es noch einmal.',
  missing_other:
    'Mir fehlen in {{channel}} die Berechtigungen {{permissions}}. Gib sie mir dort und versuche es noch einmal.',
  afk: '{{channel}} ist der AFK-Kanal: Discord schaltet dort alle stumm. Nimm einen anderen.',
  full: '{{channel}} ist voll. Mach Platz, erhöhe die Grenze, oder gib mir dort die Berechtigung **Mitglieder verschieben**.',
  stage:
    '{{channel}} ist ein Stage-Kanal, in dem ich nur zuhören könnte. Mach mich zum Stage-Moderator (mit der Berechtigung ' +
    '**Mitglieder stummschalten** dort kann ich Sprecher werden), oder nimm einen Sprachkanal.',
  viewChannel: 'Kanal anzeigen',
  connect: 'Verbinden',
  speak: 'Sprechen',
};
