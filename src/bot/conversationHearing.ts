import type { Person } from '../host/messages.ts';
import type { Logger } from '../observe/logger.ts';
import type { ConsentGate, Heard } from './consentGate.ts';
import { loggableError } from './loggableError.ts';

/** People who left are remembered, so that what they said last still counts; more of them are not. */
const MAX_KNOWN = 500;

/** What the hearing of a conversation is made with. */
export interface ConversationHearingParts {
  guildId: string;
  gate: ConsentGate;
  /** This person is not heard just now, whatever they agreed to. */
  barred(userId: string): boolean;
  /** Who may be heard has changed. */
  tell(userIds: string[]): void;
  /** These people, who are in the channel, are not heard because they have not been asked. */
  undecided(userIds: string[]): void;
  log: Logger;
}

/** Who may be heard in one conversation, kept true while people come, go and decide. Where that cannot be looked up: nobody. */
export class ConversationHearing {
  readonly #parts: ConversationHearingParts;
  readonly #known = new Map<string, Person>();
  #present: ReadonlySet<string> = new Set();
  #told: readonly string[] = [];
  #last: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(parts: ConversationHearingParts) {
    this.#parts = parts;
  }

  allows(userId: string): boolean {
    return this.#told.includes(userId);
  }

  /** Who is in the channel now. */
  people(people: readonly Person[]): void {
    this.#present = new Set(people.map(({ userId }) => userId));
    for (const person of people) {
      this.#known.delete(person.userId);
      this.#known.set(person.userId, person);
    }
    for (const userId of this.#known.keys()) {
      if (this.#known.size <= MAX_KNOWN) break;
      this.#known.delete(userId);
    }
    void this.refresh();
  }

  /** Somebody may have decided otherwise. Resolves when that has taken effect; never rejects. */
  refresh(): Promise<void> {
    this.#next ??= this.#last.then(() => {
      this.#next = undefined;
      return this.#look();
    });
    this.#last = this.#next;
    return this.#next;
  }

  async #look(): Promise<void> {
    const { gate, guildId, barred, log, tell, undecided } = this.#parts;
    let heard: Heard = { allowedIds: [], undecidedIds: [] };
    try {
      heard = await gate.judge(guildId, [...this.#known.values()]);
    } catch (error) {
      log.error({ err: loggableError(error) }, 'who may be heard could not be looked up: nobody is');
    }
    const allowedIds = heard.allowedIds.filter((userId) => !barred(userId)).toSorted();
    if (`${allowedIds}` !== `${this.#told}`) {
      this.#told = allowedIds;
      tell(allowedIds);
    }
    const asked = heard.undecidedIds.filter((userId) => this.#present.has(userId));
    if (asked.length > 0) undecided(asked);
  }
}
