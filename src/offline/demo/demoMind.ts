import { z } from 'zod';
import { type Answer, type AnswerPart, type Brain, type BrainTurn, call } from '../realtime/brain.ts';

/** One spoken answer of the model: its words and exactly the sound it sent for them, 24 kHz mono. */
export interface Said {
  text: string;
  pcm: Int16Array;
  /** When the model had made up its mind, monotonic. */
  atMs: number;
}

/** What the model says or does when it understood a sentence. */
type Reply = { says: string; thenCalls?: string } | { calls: string; with: object };

const REPLIES: ReadonlyMap<string, Reply> = new Map<string, Reply>([
  [
    'Good morning, Parley, how are you today?',
    { says: 'Good morning! I am very well, and I can hear you clearly.' },
  ],
  ['What time is it in Tokyo?', { calls: 'current_time', with: { zone: 'Asia/Tokyo' } }],
  [
    'Tell me a story about a dragon.',
    {
      says:
        'Once upon a time a small dragon lived on a hill above the sea. Every evening it lit the lamps of the village with one ' +
        'gentle breath, and every child there could tell the hour by it. One winter the wind was so strong that no lamp would burn.',
    },
  ],
  ['Wait, stop, I have another question.', { says: 'Of course. What would you like to know?' }],
  ['Who is here with us?', { calls: 'who_is_here', with: {} }],
  [
    'Thank you, Parley, please leave the channel now.',
    { says: 'It was nice to talk to you. Goodbye!', thenCalls: 'leave_channel' },
  ],
]);

const NOT_UNDERSTOOD = 'I am sorry, I did not make out the words.';

const timeOutput = z.object({ zone: z.string(), time: z.string() });
const peopleOutput = z.object({ names: z.array(z.string()) });

/**
 * What the local model of the demo thinks: a reply to each sentence of the screenplay, by the words that were recognised in the sound
 * that arrived and by nothing else. Keeps the sound of what it says, so that it can be compared with what people heard.
 */
export class DemoMind {
  /** Everything it said, in order. */
  readonly said: Said[] = [];
  readonly #speak: (text: string) => Promise<Int16Array>;

  /** `speak` makes the sound of a sentence in the model's voice. */
  constructor(speak: (text: string) => Promise<Int16Array>) {
    this.#speak = speak;
  }

  /** Makes the sound of everything that is known beforehand, so that speaking it takes no time later. */
  async rehearse(): Promise<void> {
    for (const reply of REPLIES.values()) if ('says' in reply) await this.#speak(reply.says);
  }

  readonly think: Brain = async (turn) => {
    const result = turn.toolOutputs.at(-1);
    if (result !== undefined) return { parts: [await this.#say(wordsOf(result.output))] };
    const reply = REPLIES.get(understood(turn));
    if (reply === undefined) return { parts: [await this.#say(NOT_UNDERSTOOD)] };
    return 'calls' in reply ? call(reply.calls, reply.with) : this.#speech(reply);
  };

  async #speech({ says, thenCalls }: Extract<Reply, { says: string }>): Promise<Answer> {
    const speech = await this.#say(says);
    return {
      parts: thenCalls === undefined ? [speech] : [speech, { type: 'functionCall', name: thenCalls }],
    };
  }

  async #say(text: string): Promise<AnswerPart> {
    const pcm = await this.#speak(text);
    this.said.push({ text, pcm, atMs: performance.now() });
    return { type: 'speech', text, pcm };
  }
}

function understood(turn: BrainTurn): string {
  return turn.heard.map(({ transcript }) => transcript ?? '').join(' ');
}

/** What a function answered, as a sentence. */
function wordsOf(output: string): string {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return NOT_UNDERSTOOD;
  }
  const time = timeOutput.safeParse(value);
  if (time.success) {
    const place = time.data.zone.replace(/^.*\//, '').replaceAll('_', ' ');
    return `In ${place} it is ${time.data.time} now.`;
  }
  const people = peopleOutput.safeParse(value);
  if (people.success) return `I hear ${people.data.names.length} people: ${people.data.names.join(' and ')}.`;
  return 'That did not work.';
}
