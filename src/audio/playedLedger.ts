import { samplesToMs } from './format.ts';

/** How much of one audio part came, and how much of it left for Discord. */
interface LedgerEntry<Part> {
  part: Part;
  receivedSamples: number;
  playedSamples: number;
}

/** What the ledger says of one part. */
export interface PartPlayback<Part> {
  part: Part;
  receivedMs: number;
  /** Counted from frames that left, exact to one sample. */
  playedMs: number;
  /** Everything that came was played. */
  whole: boolean;
}

/** The names of a part: plain data that can be told apart by response, item and content. */
export interface PartName {
  responseId: string;
  itemId: string;
  contentIndex: number;
}

/**
 * What was really heard of an answer, per audio part. On a WebSocket the client alone knows this, and truncation must neither
 * exceed what was received nor forget what was played (realtime-protocol, rules 3 and 4).
 */
export class PlayedLedger {
  readonly #entries = new Map<string, LedgerEntry<PartName>>();

  received(part: PartName, samples: number): void {
    this.#entry(part).receivedSamples += samples;
  }

  /** These samples of the part left for Discord. */
  played(part: PartName, samples: number): void {
    const entry = this.#entry(part);
    entry.playedSamples = Math.min(entry.receivedSamples, entry.playedSamples + samples);
  }

  /** Every part in the order its first sound came. */
  parts(): PartPlayback<PartName>[] {
    return [...this.#entries.values()].map(({ part, receivedSamples, playedSamples }) => ({
      part,
      receivedMs: samplesToMs(receivedSamples),
      playedMs: samplesToMs(playedSamples),
      whole: playedSamples === receivedSamples,
    }));
  }

  #entry(part: PartName): LedgerEntry<PartName> {
    const key = `${part.responseId}\n${part.itemId}\n${part.contentIndex}`;
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { part, receivedSamples: 0, playedSamples: 0 };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}
