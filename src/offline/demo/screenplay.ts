import type { SpeechVoice } from '../speech/speech.ts';

/** The people of the demo. */
export type PersonName = 'Mia' | 'Tom' | 'Ben';

/** Who sounds like what: no two of the four voices are alike. */
export const PEOPLE: readonly { name: PersonName; voice: SpeechVoice }[] = [
  { name: 'Mia', voice: 'slt' },
  { name: 'Tom', voice: 'awb' },
  { name: 'Ben', voice: 'kal16' },
];

/** What the bot is called in the timeline and on the screen, and by the people. */
export const BOT_NAME = 'Parley';

/** The Realtime voice the bot asks for; the local model speaks it with a man's voice that none of the people has. */
export const BOT_REALTIME_VOICE = 'cedar';

/** What one person says in one go. */
export interface Line {
  speaker: PersonName;
  /** Said one behind the other, with a short breath between them. */
  sentences: readonly string[];
  /** Begins this long after the line before it began, and so talks over it. Without: once that one has ended. */
  intoMs?: number;
}

/** One turn: what people say, and what has to come of it. */
export interface Scene {
  /** For people who read along: what this turn shows. */
  shows: string;
  lines: readonly Line[];
  /** The people talk to each other: Parley has to keep silent, and to remember. */
  unanswered?: true;
  /** Words the answer has to hold. */
  answerHolds?: readonly string[];
  /** Begins this long after the first sound of the previous answer, instead of waiting for its end. */
  interruptsAfterMs?: number;
  /** Somebody coughs this long after the answer began to be heard. */
  cough?: { by: PersonName; afterMs: number };
  /** The function the model has to call for it. */
  tool?: 'current_time' | 'who_is_here' | 'leave_channel';
}

/** The whole conversation. */
export const SCREENPLAY: readonly Scene[] = [
  {
    shows: 'called by its name, Parley answers',
    lines: [{ speaker: 'Mia', sentences: ['Good morning, Parley, how are you?'] }],
  },
  {
    shows: 'Mia goes on without the name and takes a breath; a function call',
    lines: [{ speaker: 'Mia', sentences: ['One more thing.', 'What time is it in Tokyo?'] }],
    answerHolds: ['Tokyo'],
    tool: 'current_time',
  },
  {
    shows: 'not for Parley: it keeps silent, but remembers',
    lines: [
      { speaker: 'Tom', sentences: ['Ben, where did you put the chess board?'] },
      { speaker: 'Ben', sentences: ['I left it on the kitchen table.'] },
    ],
    unanswered: true,
  },
  {
    shows: 'two talk at once, each is heard out; a cough does not stop the answer',
    lines: [
      { speaker: 'Tom', sentences: ['Parley, where is the chess board now?'] },
      { speaker: 'Mia', sentences: ['And how many people can play chess?'], intoMs: 900 },
    ],
    answerHolds: ['Ben', 'kitchen table', 'two people'],
    cough: { by: 'Ben', afterMs: 1_300 },
  },
  {
    shows: 'the name may come last; a long answer',
    lines: [{ speaker: 'Ben', sentences: ['Tell us a story about a dragon, Parley.'] }],
  },
  {
    shows: 'Tom interrupts the story',
    lines: [{ speaker: 'Tom', sentences: ['Wait, Parley, what was the name of the dragon?'] }],
    answerHolds: ['Ember'],
    interruptsAfterMs: 2_480,
  },
  {
    shows: 'Tom goes on without the name; a function call',
    lines: [{ speaker: 'Tom', sentences: ['Who is here with us?'] }],
    answerHolds: PEOPLE.map(({ name }) => name),
    tool: 'who_is_here',
  },
  {
    shows: 'a goodbye, then Parley hangs up',
    lines: [{ speaker: 'Mia', sentences: ['Thank you, Parley, please leave the channel now.'] }],
    tool: 'leave_channel',
  },
];

/** A whole line as one text. */
export function wordsOf({ sentences }: Line): string {
  return sentences.join(' ');
}

/** What is given to the voice: it would rest at a comma for as long as others do at the end of a turn. */
export function spokenText(sentence: string): string {
  return sentence.replaceAll(',', '');
}
