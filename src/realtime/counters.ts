/** What the model's edge counts: drops, repairs and oddities, each by one name. */
export type CounterName =
  | 'appendsSent'
  | 'appendsInvalid'
  | 'appendsDroppedWhileHeld'
  | 'appendsDroppedWhileCongested'
  | 'heldEventsDropped'
  | 'commitsDropped'
  | 'commitsRefused'
  | 'binaryFrames'
  | 'malformedEvents'
  | 'unknownEvents'
  | 'invalidAudioDeltas'
  | 'incompleteToolCalls'
  | 'duplicateResponses'
  | 'duplicateToolCalls'
  | 'oversizedToolCalls'
  | 'unknownToolOutputs'
  | 'truncatesSkipped'
  | 'staleItemsSkipped'
  | 'discardsSkipped'
  | 'harmlessErrors'
  | 'serverErrors'
  | 'transcriptionsFailed'
  | 'socketsLost'
  | 'listenerErrors'
  | 'historyForgotten'
  | 'summaries'
  | 'summariesFailed'
  | 'sessionsRenewed'
  | 'renewalsFailed';

/** Counts by name; a name that was never counted is absent. */
export class Counters {
  readonly #counts: Record<string, number> = {};

  /** A live view: numbers grow while it is held. */
  get view(): Readonly<Record<string, number>> {
    return this.#counts;
  }

  count(name: CounterName, by = 1): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + by;
  }
}
