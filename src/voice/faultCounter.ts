import type { Logger } from '../observe/logger.ts';
import { type FaultName, VoiceFault } from './hardening/voiceFault.ts';
import type { VoiceCounters } from './voiceEvents.ts';

/** Is this the 1st, 2nd, 4th, 8th... time? A flood of faults must not become a flood of log lines. */
function isWorthALine(times: number): boolean {
  return (times & (times - 1)) === 0;
}

/** What is counted and is no fault: it is not worth a line of the log. */
const EXPECTED: ReadonlySet<FaultName> = new Set<FaultName>(['notAllowed']);

/** Counts what one link dropped, repaired or refused, and logs it now and then. */
export class FaultCounter {
  readonly #log: Logger;
  readonly #counts: VoiceCounters = {};

  constructor(log: Logger) {
    this.#log = log;
  }

  get counts(): Readonly<VoiceCounters> {
    return this.#counts;
  }

  count(fault: FaultName, error?: unknown): void {
    const times = (this.#counts[fault] ?? 0) + 1;
    this.#counts[fault] = times;
    if (isWorthALine(times) && !EXPECTED.has(fault))
      this.#log.warn({ fault, times, err: error }, 'voice fault');
  }

  /** An `error` event of the library: one of our own faults, or something it met itself. */
  countError(error: unknown): void {
    if (error instanceof VoiceFault) this.count(error.fault, error.cause);
    else this.count('connectionError', error);
  }
}
