/** What a commit was for. */
export type CommitPurpose = 'turn' | 'probe';

/** One commit, and later the item it became. */
export interface CommittedSpeech {
  userId: string;
  purpose: CommitPurpose;
  /** Counts the commits of a conversation. */
  number: number;
}

/** Items that are remembered: transcripts come within seconds, an hour of talk is plenty. */
const MAX_ITEMS = 512;
/** More commits than this without an answer is a session gone wrong. */
const MAX_UNANSWERED = 64;

/**
 * Which item is whose: commits are answered in the order they were sent, so the book needs no clock. That map, never timing, decides
 * whose words a transcript holds.
 */
export class CommitBook {
  #sent = 0;
  readonly #unanswered: CommittedSpeech[] = [];
  readonly #items = new Map<string, CommittedSpeech>();

  /** A commit was sent. */
  sent(userId: string, purpose: CommitPurpose): CommittedSpeech {
    this.#sent += 1;
    const speech = { userId, purpose, number: this.#sent };
    this.#unanswered.push(speech);
    if (this.#unanswered.length > MAX_UNANSWERED) this.#unanswered.shift();
    return speech;
  }

  /** The session that heard it is lost, and the same is committed in another one. */
  sentAgain(speech: CommittedSpeech): void {
    this.#unanswered.push(speech);
    if (this.#unanswered.length > MAX_UNANSWERED) this.#unanswered.shift();
  }

  /** The server answered the oldest commit with this item. `undefined`: it was none of ours. */
  committed(itemId: string): CommittedSpeech | undefined {
    const speech = this.#unanswered.shift();
    if (speech === undefined) return undefined;
    this.#items.set(itemId, speech);
    if (this.#items.size > MAX_ITEMS) {
      const [oldest] = this.#items.keys();
      if (oldest !== undefined) this.#items.delete(oldest);
    }
    return speech;
  }

  /** The server refused the oldest commit. */
  refused(): CommittedSpeech | undefined {
    return this.#unanswered.shift();
  }

  /** Whose item this is. */
  speechOf(itemId: string): CommittedSpeech | undefined {
    return this.#items.get(itemId);
  }
}
