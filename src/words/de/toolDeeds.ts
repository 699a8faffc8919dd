import type { Language } from '../language.ts';

export const TOOL_DEEDS: Language['texts']['toolDeeds'] = {
  current_time: 'sagt Datum und Uhrzeit',
  who_is_here: 'sagt, wer im Sprachkanal ist',
  leave_channel: 'verlässt den Sprachkanal',
  move_channel: 'zieht in einen anderen Sprachkanal',
  change_manner: 'ändert meine Stimme oder Persona',
  post_message: 'schreibt in den Textkanal',
  make_poll: 'macht im Textkanal eine Umfrage',
  roll_dice: 'würfelt',
  set_reminder: 'erinnert dich zu einer Zeit',
  set_timer: 'stellt dir einen Timer',
  list_reminders: 'sagt deine Erinnerungen und Timer',
  cancel_reminder: 'streicht eine Erinnerung oder einen Timer von dir',
  remember_fact: 'merkt sich etwas für den Server',
  recall_facts: 'sagt, was ich mir merken sollte',
  forget_fact: 'vergisst etwas, das ich mir merken sollte',
  search_spoken: 'findet, was heute gesagt wurde',
};
