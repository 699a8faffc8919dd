import { ChangeSignal } from './changeSignal.ts';
import type { JsonObject } from './jsonObject.ts';
import type { SeenMessage } from './seenMessage.ts';

/** How an interaction stands: nobody has answered yet, the application did in time, or never. */
export type InteractionOutcome = 'waiting' | 'acknowledged' | 'did not respond';
/** The first answer that an application gave. */
export type InteractionAnswer = 'message' | 'deferred' | 'deferredUpdate' | 'update' | 'modal' | 'choices';

/** One interaction as the person who started it sees it. Tests wait on it. */
export class InteractionRecord {
  readonly id: string;
  /** Such as `/join` or `button leave`. */
  readonly what: string;
  readonly startedMs: number;
  readonly #changes = new ChangeSignal();
  readonly #edits: SeenMessage[] = [];
  readonly #followUps = new Map<string, SeenMessage>();
  #outcome: InteractionOutcome = 'waiting';
  #answer: InteractionAnswer | undefined;
  #answeredMs: number | undefined;
  #ephemeral = false;
  #latest: SeenMessage | undefined;
  #deleted = false;
  #data: JsonObject | undefined;

  constructor(id: string, what: string, startedMs: number) {
    this.id = id;
    this.what = what;
    this.startedMs = startedMs;
  }

  get outcome(): InteractionOutcome {
    return this.#outcome;
  }

  get answer(): InteractionAnswer | undefined {
    return this.#answer;
  }

  /** How long the application took to acknowledge. */
  get acknowledgedAfterMs(): number | undefined {
    return this.#answeredMs === undefined ? undefined : this.#answeredMs - this.startedMs;
  }

  /** True if the first answer was "thinking". */
  get deferred(): boolean {
    return this.#answer === 'deferred';
  }

  /** True if only the person sees the answer. */
  get ephemeral(): boolean {
    return this.#ephemeral;
  }

  /** Every version of the answer that was visible, oldest first, each with its time. */
  get edits(): readonly SeenMessage[] {
    return this.#edits;
  }

  /** The answer as it is now; for a button that updates its message, that message. */
  get latest(): SeenMessage | undefined {
    return this.#latest;
  }

  get followUps(): readonly SeenMessage[] {
    return [...this.#followUps.values()];
  }

  /** True once the answer was taken away. */
  get deleted(): boolean {
    return this.#deleted;
  }

  /** The data of a modal or of autocomplete choices, in wire form. */
  get data(): JsonObject | undefined {
    return this.#data;
  }

  /** Waits for the first answer that says something. Rejects if the application did not respond in time. */
  reply(limitMs?: number): Promise<SeenMessage> {
    return this.#until('a reply', () => this.#edits[0], limitMs);
  }

  /** Waits until the application has acknowledged. Rejects if it did not respond in time. */
  acknowledged(limitMs?: number): Promise<InteractionAnswer> {
    return this.#until('an acknowledgement', () => this.#answer, limitMs);
  }

  /** Waits until the answer, as it is at some moment, satisfies the predicate. */
  when(predicate: (latest: SeenMessage) => boolean, limitMs?: number): Promise<SeenMessage> {
    const look = (): SeenMessage | undefined =>
      this.#latest !== undefined && predicate(this.#latest) ? this.#latest : undefined;
    return this.#until('the awaited answer', look, limitMs);
  }

  /** Waits for a follow-up message that satisfies the predicate. */
  followUp(
    predicate: (message: SeenMessage) => boolean = () => true,
    limitMs?: number,
  ): Promise<SeenMessage> {
    return this.#until('a follow-up', () => this.followUps.find(predicate), limitMs);
  }

  /** Waits until the outcome is known. */
  settled(limitMs?: number): Promise<InteractionOutcome> {
    const look = (): InteractionOutcome | undefined =>
      this.#outcome === 'waiting' ? undefined : this.#outcome;
    return this.#changes.until(`${this.what} to be settled`, look, limitMs);
  }

  /** Called by the local Discord: the application acknowledged. */
  noteAnswer(answer: InteractionAnswer, atMs: number, ephemeral: boolean, data?: JsonObject): void {
    this.#outcome = 'acknowledged';
    this.#answer = answer;
    this.#answeredMs = atMs;
    this.#ephemeral = ephemeral;
    this.#data = data;
    this.#changes.notify();
  }

  /** Called by the local Discord: the three seconds are over. */
  noteNoResponse(): void {
    this.#outcome = 'did not respond';
    this.#changes.notify();
  }

  /** Called by the local Discord: the answer is there, or has changed. */
  noteMessage(message: SeenMessage): void {
    this.#latest = message;
    this.#edits.push(message);
    this.#changes.notify();
  }

  /** Called by the local Discord: a follow-up is there, or has changed. */
  noteFollowUp(message: SeenMessage): void {
    this.#followUps.set(message.id, message);
    this.#changes.notify();
  }

  /** Called by the local Discord: a message of this interaction was taken away. */
  noteDeleted(messageId: string): void {
    if (this.#followUps.delete(messageId)) {
      this.#changes.notify();
      return;
    }
    this.#deleted = true;
    this.#latest = undefined;
    this.#changes.notify();
  }

  /** Called by the local Discord when it stops. */
  close(reason: Error): void {
    this.#changes.close(reason);
  }

  #until<T>(what: string, look: () => T | undefined, limitMs: number | undefined): Promise<T> {
    const name = `${what} to ${this.what}`;
    return this.#changes.until(
      name,
      () => {
        const found = look();
        if (found === undefined && this.#outcome === 'did not respond')
          throw new Error(`${this.what}: the application did not respond`);
        return found;
      },
      limitMs,
    );
  }
}
