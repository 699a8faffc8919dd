/** Arguments beyond this are not handed on (realtime-protocol, rule 12). */
export const MAX_TOOL_ARGUMENT_BYTES = 64 * 1024;

/** Calls remembered; the oldest is forgotten. */
export const MAX_CALLS = 256;

/** Which function calls a session has made: each is told once and answered once. */
export class ToolCallBook {
  readonly #answered = new Map<string, boolean>();

  /** @returns Is this call new? */
  begin(callId: string): boolean {
    if (this.#answered.has(callId)) return false;
    if (this.#answered.size >= MAX_CALLS) {
      const [oldest] = this.#answered.keys();
      if (oldest !== undefined) this.#answered.delete(oldest);
    }
    this.#answered.set(callId, false);
    return true;
  }

  /** @returns May this answer be sent? Not a second one, and none to a call of an earlier session. */
  answer(callId: string): boolean {
    if (this.#answered.get(callId) !== false) return false;
    this.#answered.set(callId, true);
    return true;
  }

  /** A new session knows none of the old one's calls. */
  clear(): void {
    this.#answered.clear();
  }

  get size(): number {
    return this.#answered.size;
  }
}
