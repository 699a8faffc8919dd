import { z } from 'zod';
import { type Answer, type AnswerPart, type Brain, type BrainTurn, call } from '../realtime/brain.ts';

/** One spoken answer of the model: its words and exactly the sound it sent for them, 24 kHz mono. */
export interface Said {
  text: string;
  pcm: Int16Array;
  /** When the model had made up its mind, monotonic. */
  atMs: number;
}

/** One sentence that reached the model since its last answer, and under whose name. */
export interface Remembered {
  sentence: string;
  speaker: string | undefined;
}

/** What the model says or does when it understood a sentence. Sentences without a reply are remembered. */
type Reply =
  | { says: string | ((memory: readonly Remembered[]) => string); thenCalls?: string }
  | { calls: string; with: object };

const WHERE_IT_IS = 'I left it on the kitchen table.';

const REPLIES: ReadonlyMap<string, Reply> = new Map<string, Reply>([
  ['Good morning, Parley, how are you?', { says: 'Good morning! I am well, and I hear you clearly.' }],
  ['What time is it in Tokyo?', { calls: 'current_time', with: { zone: 'Asia/Tokyo' } }],
  ['Parley, where is the chess board now?', { says: whereItIs }],
  ['And how many people can play chess?', { says: 'Chess is for two people.' }],
  [
    'Tell us a story about a dragon, Parley.',
    {
      says:
        'Once upon a time a small dragon lived on a hill above the sea. Every evening it lit the lamps of the village with one ' +
        'gentle breath, and every child there could tell the hour by it.',
    },
  ],
  ['Wait, Parley, what was the name of the dragon?', { says: 'Her name was Ember.' }],
  ['Who is here with us?', { calls: 'who_is_here', with: {} }],
  [
    'Thank you, Parley, please leave the channel now.',
    { says: 'It was nice to talk to you. Goodbye!', thenCalls: 'leave_channel' },
  ],
]);

const NOT_UNDERSTOOD = 'I am sorry, I did not make out the words.';

/** Functions answer with what they found in `data`. */
const timeOutput = z.object({ data: z.object({ zone: z.string(), time: z.string() }) });
const peopleOutput = z.object({ data: z.object({ names: z.array(z.string()) }) });

/** What a mind is given beside the model's own context. */
export interface DemoMindParts {
  /** Makes the sound of a text in the model's voice. */
  speak(text: string): Promise<Int16Array>;
  /** Under whose name an item reached the model. */
  speakerOf(itemId: string): string | undefined;
}

/**
 * What the local model of the demo thinks: a reply to each sentence of the screenplay, by the words that were recognised in the sound
 * that arrived and by nothing else. Keeps the sound of what it says, so that it can be compared with what people heard.
 */
export class DemoMind {
  /** Everything it said, in order. */
  readonly said: Said[] = [];
  readonly #parts: DemoMindParts;

  constructor(parts: DemoMindParts) {
    this.#parts = parts;
  }

  /** Makes the sound of an answer beforehand, so that speaking it takes no time later. */
  async rehearse(memory: readonly Remembered[]): Promise<void> {
    const { text } = replyTo(memory);
    if (text !== '') await this.#parts.speak(text);
  }

  readonly think: Brain = async (turn) => {
    const result = turn.toolOutputs.at(-1);
    if (result !== undefined) return { parts: [await this.#say(aboutOutput(result.output))] };
    const { text, does, thenCalls } = replyTo(this.#memory(turn));
    if (does !== undefined) return does;
    const speech = await this.#say(text === '' ? NOT_UNDERSTOOD : text);
    return {
      parts: thenCalls === undefined ? [speech] : [speech, { type: 'functionCall', name: thenCalls }],
    };
  };

  #memory({ heard }: BrainTurn): Remembered[] {
    return heard.map(({ itemId, transcript }) => ({
      sentence: transcript ?? '',
      speaker: this.#parts.speakerOf(itemId),
    }));
  }

  async #say(text: string): Promise<AnswerPart> {
    const pcm = await this.#parts.speak(text);
    this.said.push({ text, pcm, atMs: performance.now() });
    return { type: 'speech', text, pcm };
  }
}

/** One answer to everything that was said, in its order. */
function replyTo(memory: readonly Remembered[]): {
  text: string;
  does: Answer | undefined;
  thenCalls: string | undefined;
} {
  const texts: string[] = [];
  let does: Answer | undefined;
  let thenCalls: string | undefined;
  for (const { sentence } of memory) {
    const reply = REPLIES.get(sentence);
    if (reply === undefined) continue;
    if ('calls' in reply) {
      does = call(reply.calls, reply.with);
      continue;
    }
    texts.push(typeof reply.says === 'string' ? reply.says : reply.says(memory));
    thenCalls = reply.thenCalls;
  }
  return { text: texts.join(' '), does, thenCalls };
}

/** Known only to who kept what the people said to each other, and under whose name. */
function whereItIs(memory: readonly Remembered[]): string {
  const told = memory.find(({ sentence }) => sentence === WHERE_IT_IS);
  if (told === undefined) return 'I did not hear where it is.';
  return `${told.speaker ?? 'Somebody'} left it on the kitchen table.`;
}

/** What a function answered, as a sentence. */
function aboutOutput(output: string): string {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return NOT_UNDERSTOOD;
  }
  const time = timeOutput.safeParse(value);
  if (time.success) {
    const { zone, time: clockTime } = time.data.data;
    return `In ${zone.replace(/^.*\//, '').replaceAll('_', ' ')} it is ${clockTime} now.`;
  }
  const people = peopleOutput.safeParse(value);
  if (!people.success) return 'That did not work.';
  const { names } = people.data.data;
  return `I hear ${names.length} people: ${names.join(', ')}.`;
}
