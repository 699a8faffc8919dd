import type { CancelTimer, Clock } from '../clock.ts';
import type { ToolCall } from '../realtime/sessionEvents.ts';

/** What the relay needs of its conversation. */
export interface ToolRelayParts {
  clock: Clock;
  /** Hands the call to the gateway half, where the tools are. */
  ask: (call: ToolCall, userIds: string[]) => void;
  /** Gives the output to the model; `respond`: it is to speak about it. */
  answer: (callId: string, output: string, respond: boolean, userIds: string[]) => void;
}

/** Longer than any tool may take in the gateway half; beyond it the seam itself is broken. */
const TOOL_DEADLINE_MS = 30_000;
const MAX_PENDING_CALLS = 16;

/** Function calls on their way to the gateway half and back: each is answered exactly once, late or never answers included. */
export class ToolRelay {
  readonly #parts: ToolRelayParts;
  readonly #pending = new Map<string, { stop: CancelTimer; userIds: string[] }>();

  constructor(parts: ToolRelayParts) {
    this.#parts = parts;
  }

  /** @param userIds in whose name: it stays so, whatever is said until it is answered */
  call(call: ToolCall, userIds: string[]): void {
    if (this.#pending.has(call.callId)) return;
    if (this.#pending.size >= MAX_PENDING_CALLS) {
      this.#parts.answer(call.callId, errorOutput('Too many function calls at once.'), true, userIds);
      return;
    }
    const stop = this.#parts.clock.after(TOOL_DEADLINE_MS, () => {
      this.result(call.callId, errorOutput('The function did not answer in time.'), true);
    });
    this.#pending.set(call.callId, { stop, userIds });
    this.#parts.ask(call, userIds);
  }

  /** The gateway half's answer; one that is late, double or unknown is dropped. */
  result(callId: string, output: string, respond: boolean): void {
    const pending = this.#pending.get(callId);
    if (pending === undefined) return;
    pending.stop();
    this.#pending.delete(callId);
    this.#parts.answer(callId, output, respond, pending.userIds);
  }

  /** Forgets all calls, because the session they belong to is gone. */
  clear(): void {
    for (const { stop } of this.#pending.values()) stop();
    this.#pending.clear();
  }
}

function errorOutput(message: string): string {
  return JSON.stringify({ error: message });
}
