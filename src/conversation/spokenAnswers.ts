import type { AudioPart, SessionEvent } from '../realtime/sessionEvents.ts';
import type { HeardPart } from './answerPlayer.ts';
import { heardText } from './heardText.ts';
import type { OpenPlace, OrderedEntries } from './orderedEntries.ts';

/** More answers than this at once is a server gone wrong: the oldest is not followed any longer. */
const MAX_ANSWERS = 16;

interface Answer {
  place: OpenPlace;
  /** What is said in each part of it, in their order. */
  texts: Map<string, string>;
  /** The model has said all that it wanted to. */
  completed: boolean;
}

/** Follows the bot's answers from their first word to the last one that was heard, and remembers that. */
export class SpokenAnswers {
  readonly #entries: OrderedEntries;
  readonly #answers = new Map<string, Answer>();

  constructor(entries: OrderedEntries) {
    this.#entries = entries;
  }

  created(responseId: string): void {
    if (this.#answers.has(responseId)) return;
    this.#answers.set(responseId, { place: this.#entries.begin(), texts: new Map(), completed: false });
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MAX_ANSWERS && oldest !== undefined) this.dropped(oldest);
  }

  /** More of what is said in this part. */
  goesOn(part: AudioPart, text: string): void {
    const texts = this.#answers.get(part.responseId)?.texts;
    texts?.set(keyOf(part), (texts.get(keyOf(part)) ?? '') + text);
  }

  /** All of what is said in this part. */
  says(part: AudioPart, text: string): void {
    this.#answers.get(part.responseId)?.texts.set(keyOf(part), text);
  }

  /** @param audible some of its sound is here, and may be heard */
  done({ responseId, status }: Extract<SessionEvent, { type: 'responseDone' }>, audible: boolean): void {
    const answer = this.#answers.get(responseId);
    if (answer === undefined) return;
    answer.completed = status === 'completed';
    if (!audible) this.dropped(responseId);
  }

  /** It was cut, and this is what was heard of it. */
  cut(heard: readonly HeardPart[]): void {
    const responseId = heard[0]?.part.responseId;
    const answer = this.#answers.get(responseId ?? '');
    if (answer === undefined) return;
    const texts = heard.map(({ part, heardMs, receivedMs }) =>
      heardText(answer.texts.get(keyOf(part)) ?? '', heardMs, receivedMs),
    );
    this.#settle(responseId ?? '', answer, texts, false);
  }

  /** All of it that has come was heard. */
  finished(responseId: string): void {
    const answer = this.#answers.get(responseId);
    if (answer !== undefined) this.#settle(responseId, answer, [...answer.texts.values()], answer.completed);
  }

  /** Nobody will hear it. */
  dropped(responseId: string): void {
    this.#answers.get(responseId)?.place.settle(undefined);
    this.#answers.delete(responseId);
  }

  #settle(responseId: string, { place }: Answer, texts: readonly string[], heardWhole: boolean): void {
    this.#answers.delete(responseId);
    const text = texts.filter((part) => part !== '').join(' ');
    place.settle(text === '' ? undefined : { type: 'answered', atMs: place.atMs, text, heardWhole });
  }
}

function keyOf({ itemId, contentIndex }: AudioPart): string {
  return JSON.stringify([itemId, contentIndex]);
}
