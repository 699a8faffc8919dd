import type { SpeechVoice } from '../speech/speech.ts';

/** The people of the demo. */
export type PersonName = 'Mia' | 'Tom';

/** Who sounds like what: no two of the three voices are alike. */
export const PEOPLE: readonly { name: PersonName; voice: SpeechVoice }[] = [
  { name: 'Mia', voice: 'slt' },
  { name: 'Tom', voice: 'awb' },
];

/** What the bot is called in the timeline and on the screen. */
export const BOT_NAME = 'Parley';

/** The Realtime voice the bot asks for; the local model speaks it with a man's voice, so that Mia is not mistaken for it. */
export const BOT_REALTIME_VOICE = 'cedar';

/** One thing a person says to the bot, and what has to come of it. */
export interface Line {
  speaker: PersonName;
  words: string;
  /** For people who read along: what this turn shows. */
  shows: string;
  /** Begins this long after the first sound of the previous answer, instead of waiting for its end. */
  interruptsAfterMs?: number;
  /** The function the model has to call for it. */
  tool?: 'current_time' | 'who_is_here' | 'leave_channel';
}

/** The whole conversation. */
export const SCREENPLAY: readonly Line[] = [
  { speaker: 'Mia', words: 'Good morning, Parley, how are you today?', shows: 'a question, an answer' },
  { speaker: 'Tom', words: 'What time is it in Tokyo?', shows: 'a function call', tool: 'current_time' },
  { speaker: 'Mia', words: 'Tell me a story about a dragon.', shows: 'a long answer' },
  {
    speaker: 'Tom',
    words: 'Wait, stop, I have another question.',
    shows: 'a barge-in: Tom interrupts the story',
    interruptsAfterMs: 2_400,
  },
  { speaker: 'Tom', words: 'Who is here with us?', shows: 'a function call', tool: 'who_is_here' },
  {
    speaker: 'Mia',
    words: 'Thank you, Parley, please leave the channel now.',
    shows: 'a goodbye, then the model hangs up',
    tool: 'leave_channel',
  },
];
