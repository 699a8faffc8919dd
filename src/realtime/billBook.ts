import type { ServerEvent } from './serverEvent.ts';
import type { BilledUse } from './sessionEvents.ts';

/** A server may tell the end of something twice: so many are known again. */
const MAX_REMEMBERED = 256;

/** Reads what the server's events say was billed, each bill once. */
export class BillBook {
  readonly #model: string;
  readonly #billed = new Set<string>();

  /** @param model the one whose session it is */
  constructor(model: string) {
    this.#model = model;
  }

  /**
   * @param aside it is of a text beside the conversation
   * @param authorsOf whose words a response answers
   */
  billed(
    event: ServerEvent,
    aside: boolean,
    authorsOf: (responseId: string) => readonly string[] | undefined,
  ): BilledUse | undefined {
    if (event.type === 'responseDone' && event.usage !== undefined) {
      const { responseId, usage } = event;
      if (!this.#isNews(`response ${responseId}`)) return undefined;
      return {
        kind: 'response',
        model: this.#model,
        responseId,
        authorIds: authorsOf(responseId),
        usage,
        aside,
      };
    }
    if (event.type === 'userTranscript' && event.bill !== undefined) {
      if (!this.#isNews(`transcription ${event.itemId}`)) return undefined;
      return { kind: 'transcription', itemId: event.itemId, ...event.bill };
    }
    return undefined;
  }

  #isNews(bill: string): boolean {
    if (this.#billed.has(bill)) return false;
    this.#billed.add(bill);
    const [oldest] = this.#billed;
    if (this.#billed.size > MAX_REMEMBERED && oldest !== undefined) this.#billed.delete(oldest);
    return true;
  }
}
