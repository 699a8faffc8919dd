import type { ToolCall } from './sessionEvents.ts';

/** Calls remembered; the oldest is forgotten. */
const MAX_CALLS = 64;

/** What came of a call that the model's own server has made. */
export interface EndedRemoteCall {
  call: ToolCall;
  failed: boolean;
}

interface Entry {
  call: ToolCall | undefined;
  failed: boolean | undefined;
  told: boolean;
}

/**
 * The calls that the model's server makes by itself, of tools of MCP servers it talks with. That a call was made and that it has ended
 * is told by events of which either may come first; both are told once.
 */
export class RemoteCallBook {
  readonly #entries = new Map<string, Entry>();

  /** @returns Is this call new? */
  begin(call: ToolCall): boolean {
    const entry = this.#entry(call.callId);
    if (entry.call !== undefined) return false;
    entry.call = call;
    return true;
  }

  /** It has ended. */
  end(callId: string, failed: boolean): void {
    this.#entry(callId).failed ??= failed;
  }

  /** What is known to have been made and to have ended; answered once. */
  takeEnded(callId: string): EndedRemoteCall | undefined {
    const entry = this.#entries.get(callId);
    if (entry?.call === undefined || entry.failed === undefined || entry.told) return undefined;
    entry.told = true;
    return { call: entry.call, failed: entry.failed };
  }

  #entry(callId: string): Entry {
    const known = this.#entries.get(callId);
    if (known !== undefined) return known;
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= MAX_CALLS && oldest !== undefined) this.#entries.delete(oldest);
    const entry = { call: undefined, failed: undefined, told: false };
    this.#entries.set(callId, entry);
    return entry;
  }
}
