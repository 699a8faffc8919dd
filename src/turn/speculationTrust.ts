/** After this many wasted responses in a row a speaker is waited for. */
const MAX_WASTED_IN_A_ROW = 2;

/**
 * Whose pauses may be taken for ends at once. Somebody whose pauses fooled us twice in a row is waited for until an end of theirs
 * has been a clean one.
 */
export class SpeculationTrust {
  readonly #wastedInARow = new Map<string, number>();

  trusts(userId: string): boolean {
    return (this.#wastedInARow.get(userId) ?? 0) < MAX_WASTED_IN_A_ROW;
  }

  /** They went on after a response was asked for. */
  wasted(userId: string): void {
    this.#wastedInARow.set(userId, (this.#wastedInARow.get(userId) ?? 0) + 1);
  }

  /** Their pause was an end. */
  cleanEnd(userId: string): void {
    this.#wastedInARow.delete(userId);
  }

  forget(userId: string): void {
    this.#wastedInARow.delete(userId);
  }
}
