import type { Language } from '../language.ts';

export const TROUBLE: Language['texts']['trouble'] = {
  config_invalid: 'Wer diesen Bot betreibt, muss sich um meine Konfiguration kümmern.',
  store_unavailable:
    'Mein Speicher ist gerade nicht erreichbar. Bitte versuche es in einer Minute noch einmal.',
  model_unreachable: 'Ich erreiche das Modell gerade nicht. Bitte versuche es in einer Minute noch einmal.',
  model_key_refused:
    'Der Server des Modells hat meinen Schlüssel abgelehnt. Wer diesen Bot betreibt, sollte ihn prüfen.',
  model_no_quota:
    'Das Konto für das Modell hat kein Guthaben mehr. Wer diesen Bot betreibt, sollte es prüfen.',
  model_wrong_dialect:
    'Der Server des Modells spricht einen anderen Dialekt. Wer diesen Bot betreibt, sollte REALTIME_DIALECT prüfen.',
  model_not_found:
    'Das Modell oder seine Adresse wurde nicht gefunden. Wer diesen Bot betreibt, sollte REALTIME_MODEL und REALTIME_URL prüfen.',
  model_session_rejected:
    'Das Modell hat meine Einstellungen abgelehnt. Wer diesen Bot betreibt, sollte sie prüfen.',
  model_session_lost:
    'Die Verbindung zum Modell ist abgerissen. Bitte warte einen Moment, oder benutze noch einmal `/$t(join.name)`.',
  model_protocol: 'Das Modell konnte nicht antworten. Bitte sag es noch einmal.',
  voice_join_failed:
    'Ich konnte mich nicht mit dem Sprachkanal verbinden. Bitte prüfe, ob ich ihn sehen, mich verbinden und dort sprechen darf.',
  voice_lost: 'Die Verbindung zum Sprachkanal ist abgerissen. Bitte benutze noch einmal `/$t(join.name)`.',
  voice_kicked: 'Jemand hat mich vom Sprachkanal getrennt. Mit `/$t(join.name)` holst du mich zurück.',
  voice_deaf: 'Ich konnte euch gerade nicht hören und verbinde mich neu. Bitte sag es noch einmal.',
  voice_mute: 'Ihr habt mich gerade vielleicht nicht gehört. Ich verbinde mich neu; bitte frag noch einmal.',
  voice_refused:
    'Discord lässt mich nicht in diesen Anruf. Bitte versuche es in ein paar Minuten noch einmal.',
  discord_unreachable: 'Ich erreiche Discord gerade nicht. Bitte versuche es in einer Minute noch einmal.',
  audio_invalid: 'Mit dem Ton konnte ich nichts anfangen. Bitte versuche es noch einmal.',
  tool_failed: 'Eines meiner Werkzeuge hat versagt. Bitte versuche es noch einmal.',
  internal: 'In mir ist etwas schiefgegangen. Bitte versuche es noch einmal.',
};
