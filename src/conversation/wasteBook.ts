import type { TokenUsage } from '../realtime/sessionEvents.ts';

/** Responses whose end is remembered, or waited for: a turn has a few. */
const MAX_REMEMBERED = 64;

/** Counts what was paid for responses that nobody heard. The end of a response may come before or after it is given up. */
export class WasteBook {
  #responses = 0;
  #tokens = 0;
  /** What ended responses have cost. */
  readonly #costs = new Map<string, number>();
  /** Given up, and not ended yet. */
  readonly #awaited = new Set<string>();

  get counters(): Record<string, number> {
    return { wastedResponses: this.#responses, wastedTokens: this.#tokens };
  }

  /** A response was given up; `undefined`: it has no id yet. */
  givenUp(responseId: string | undefined): void {
    this.#responses += 1;
    if (responseId === undefined) return;
    const tokens = this.#costs.get(responseId);
    if (tokens === undefined) remember(this.#awaited, responseId);
    else this.#tokens += tokens;
  }

  /** A response has ended; `discarded`: it was given up, perhaps before it had an id. */
  ended(responseId: string, usage: TokenUsage | undefined, discarded: boolean): void {
    const tokens = usage === undefined ? 0 : tokensOf(usage);
    if (this.#awaited.delete(responseId) || discarded) {
      this.#tokens += tokens;
      return;
    }
    this.#costs.set(responseId, tokens);
    const [oldest] = this.#costs.keys();
    if (this.#costs.size > MAX_REMEMBERED && oldest !== undefined) this.#costs.delete(oldest);
  }
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id);
  const [oldest] = ids;
  if (ids.size > MAX_REMEMBERED && oldest !== undefined) ids.delete(oldest);
}

/** Cached tokens are part of the input ones. */
function tokensOf(usage: TokenUsage): number {
  return usage.inputTextTokens + usage.inputAudioTokens + usage.outputTextTokens + usage.outputAudioTokens;
}
