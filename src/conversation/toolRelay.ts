import type { CancelTimer, Clock } from '../clock.ts';
import type { ToolCall } from '../realtime/sessionEvents.ts';

/** What the relay needs of its conversation. */
export interface ToolRelayParts {
  clock: Clock;
  /** Hands the call to the gateway half, where the tools are. */
  ask: (call: ToolCall) => void;
  /** Gives the output to the model; `respond`: it is to speak about it. */
  answer: (callId: string, output: string, respond: boolean) => void;
}

/** Longer than any tool may take in the gateway half; beyond it the seam itself is broken. */
const TOOL_DEADLINE_MS = 30_000;
const MAX_PENDING_CALLS = 16;

/** Function calls on their way to the gateway half and back: each is answered exactly once, late or never answers included. */
export class ToolRelay {
  readonly #parts: ToolRelayParts;
  readonly #pending = new Map<string, CancelTimer>();

  constructor(parts: ToolRelayParts) {
    this.#parts = parts;
  }

  call(call: ToolCall): void {
    if (this.#pending.has(call.callId)) return;
    if (this.#pending.size >= MAX_PENDING_CALLS) {
      this.#parts.answer(call.callId, errorOutput('Too many function calls at once.'), true);
      return;
    }
    const cancel = this.#parts.clock.after(TOOL_DEADLINE_MS, () => {
      this.result(call.callId, errorOutput('The function did not answer in time.'), true);
    });
    this.#pending.set(call.callId, cancel);
    this.#parts.ask(call);
  }

  /** The gateway half's answer; one that is late, double or unknown is dropped. */
  result(callId: string, output: string, respond: boolean): void {
    const cancel = this.#pending.get(callId);
    if (cancel === undefined) return;
    cancel();
    this.#pending.delete(callId);
    this.#parts.answer(callId, output, respond);
  }

  /** Forgets all calls, because the session they belong to is gone. */
  clear(): void {
    for (const cancel of this.#pending.values()) cancel();
    this.#pending.clear();
  }
}

function errorOutput(message: string): string {
  return JSON.stringify({ error: message });
}
