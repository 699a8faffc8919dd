/** Arguments beyond this are not handed on (realtime-protocol, rule 12). */
export const MAX_TOOL_ARGUMENT_BYTES = 64 * 1024;

/** Calls remembered; the oldest is forgotten. */
export const MAX_CALLS = 256;

/** Which function calls a session has made: each is told once and answered once. */
export class ToolCallBook {
  readonly #calls = new Map<string, { responseId: string; answered: boolean }>();

  /** @returns Is this call new? */
  begin(callId: string, responseId: string): boolean {
    if (this.#calls.has(callId)) return false;
    if (this.#calls.size >= MAX_CALLS) {
      const [oldest] = this.#calls.keys();
      if (oldest !== undefined) this.#calls.delete(oldest);
    }
    this.#calls.set(callId, { responseId, answered: false });
    return true;
  }

  /** @returns May this answer be sent? Not a second one, and none to a call of an earlier session. */
  answer(callId: string): boolean {
    const call = this.#calls.get(callId);
    if (call === undefined || call.answered) return false;
    call.answered = true;
    return true;
  }

  /** The calls of this response are taken back: none of them may be answered any more. */
  discard(responseId: string): void {
    for (const call of this.#calls.values()) {
      if (call.responseId === responseId) call.answered = true;
    }
  }

  /** A new session knows none of the old one's calls. */
  clear(): void {
    this.#calls.clear();
  }

  get size(): number {
    return this.#calls.size;
  }
}
