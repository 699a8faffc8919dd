import type { Person } from '../host/messages.ts';
import { RoomNotes } from '../turn/roomNotes.ts';
import type { Speaker } from './turnTaking.ts';

/** Items that are remembered: transcripts come within seconds. */
const MAX_ITEMS = 64;
/** Far more than any channel holds. */
const MAX_NAMES = 500;

/**
 * Whose words an item holds, where everybody's voices come to the model as one stream: known when only one person was heard since the
 * item before.
 */
export class MixedSpeakers {
  readonly #notes: RoomNotes;
  readonly #displayNames = new Map<string, string>();
  readonly #heardIds = new Set<string>();
  readonly #items = new Map<string, Speaker>();

  /** @param botNames are the bot's: a person of that name gets a number */
  constructor(botNames: readonly string[]) {
    this.#notes = new RoomNotes(botNames);
  }

  people(people: readonly Person[]): void {
    for (const { userId, displayName } of people) {
      this.#displayNames.delete(userId);
      this.#displayNames.set(userId, displayName);
    }
    for (const userId of this.#displayNames.keys()) {
      if (this.#displayNames.size <= MAX_NAMES) break;
      this.#displayNames.delete(userId);
    }
  }

  /** Something was heard of them. */
  heard(userId: string): void {
    this.#heardIds.add(userId);
  }

  /** What was heard so far was taken back. */
  cleared(): void {
    this.#heardIds.clear();
  }

  /** What was heard so far became this item. */
  committed(itemId: string): void {
    const [userId] = this.#heardIds;
    if (userId !== undefined && this.#heardIds.size === 1) {
      const name = this.#notes.nameOf(userId, this.#displayNames.get(userId) ?? '');
      this.#items.set(itemId, { userId, name });
    }
    this.#heardIds.clear();
    const [oldest] = this.#items.keys();
    if (this.#items.size > MAX_ITEMS && oldest !== undefined) this.#items.delete(oldest);
  }

  speakerOf(itemId: string): Speaker | undefined {
    return this.#items.get(itemId);
  }
}
