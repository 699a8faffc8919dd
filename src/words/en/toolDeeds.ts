/** What each shipped tool does, as `/tools list` tells it; by the tool's name. */
export const TOOL_DEEDS = {
  current_time: 'tells the date and time',
  who_is_here: 'tells who is in the voice channel',
  leave_channel: 'leaves the voice channel',
  move_channel: 'moves to another voice channel',
  change_manner: 'changes my voice or persona',
  post_message: 'writes into the text channel',
  make_poll: 'puts a poll into the text channel',
  roll_dice: 'rolls dice',
  set_reminder: 'reminds you at a time',
  set_timer: 'sets a timer for you',
  list_reminders: 'tells your reminders and timers',
  cancel_reminder: 'cancels a reminder or timer of yours',
  remember_fact: 'remembers something for the server',
  recall_facts: 'tells what I was asked to remember',
  forget_fact: 'forgets something I was asked to remember',
  search_spoken: 'finds what was said today',
} as const;
