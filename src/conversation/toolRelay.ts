import type { CancelTimer, Clock } from '../clock.ts';
import type { ToolCall } from '../realtime/sessionEvents.ts';

/** What the relay needs of its conversation. */
export interface ToolRelayParts {
  clock: Clock;
  /** Hands the call to the gateway half, where the tools are. */
  ask: (call: ToolCall, userIds: string[]) => void;
  /** Gives the output to the model; `respond`: it is to speak about it. */
  answer: (callId: string, output: string, respond: boolean, userIds: string[]) => void;
  /** What the model's own server had called has ended: the model is to go on. */
  goOn: (callId: string, userIds: string[]) => void;
}

/** Longer than any tool may take in the gateway half; beyond it the seam itself is broken. */
const TOOL_DEADLINE_MS = 30_000;
const MAX_PENDING_CALLS = 16;

/** Calls of the model's own server that had ended before they were taken for made. */
const MAX_ENDED = 64;

/** Function calls on their way to the gateway half and back: each is answered exactly once, late or never answers included. */
export class ToolRelay {
  readonly #parts: ToolRelayParts;
  readonly #pending = new Map<string, { stop: CancelTimer; userIds: string[] }>();
  readonly #remoteEnded = new Set<string>();

  constructor(parts: ToolRelayParts) {
    this.#parts = parts;
  }

  /** @param userIds in whose name: it stays so, whatever is said until it is answered */
  call(call: ToolCall, userIds: string[]): void {
    if (this.#pending.has(call.callId)) return;
    if (call.remoteServer !== undefined) {
      this.#remoteCall(call.callId, userIds);
      return;
    }
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

  /** What the model's own server had called has ended, perhaps before it was known that anybody hears of it. */
  remoteEnded(callId: string): void {
    const pending = this.#pending.get(callId);
    this.#remoteEnded.add(callId);
    const [oldest] = this.#remoteEnded;
    if (this.#remoteEnded.size > MAX_ENDED && oldest !== undefined) this.#remoteEnded.delete(oldest);
    if (pending === undefined) return;
    pending.stop();
    this.#pending.delete(callId);
    this.#parts.goOn(callId, pending.userIds);
  }

  /** The gateway half's answer; one that is late, double or unknown is dropped. */
  result(callId: string, output: string, respond: boolean): void {
    const pending = this.#pending.get(callId);
    if (pending === undefined) return;
    pending.stop();
    this.#pending.delete(callId);
    this.#parts.answer(callId, output, respond, pending.userIds);
  }

  #remoteCall(callId: string, userIds: string[]): void {
    if (this.#remoteEnded.has(callId) || this.#pending.size >= MAX_PENDING_CALLS) {
      this.#parts.goOn(callId, userIds);
      return;
    }
    const stop = this.#parts.clock.after(TOOL_DEADLINE_MS, () => this.remoteEnded(callId));
    this.#pending.set(callId, { stop, userIds });
  }

  /** Forgets all calls, because the session they belong to is gone. */
  clear(): void {
    for (const { stop } of this.#pending.values()) stop();
    this.#pending.clear();
    this.#remoteEnded.clear();
  }
}

function errorOutput(message: string): string {
  return JSON.stringify({ error: message });
}
