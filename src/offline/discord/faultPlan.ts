/** What may go wrong with a REST request. */
export type RestFault =
  /** 429 with `retry_after`; `global` also says so in header and body. */
  | { readonly kind: 'rateLimit'; readonly retryAfterS: number; readonly global?: boolean }
  /** Any other error answer; without a `code` Discord's generic body. */
  | { readonly kind: 'error'; readonly status: number; readonly code?: number; readonly message?: string }
  /** The request is carried out, its answer comes late. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The connection is cut without an answer; the request is not carried out. */
  | { readonly kind: 'cut' };

/** What may become of the VOICE_SERVER_UPDATE that a join or move is answered with. */
export type VoiceServerFault = 'withheld' | 'nullEndpoint';

interface RestRule {
  readonly matches: RegExp;
  readonly fault: RestFault;
  timesLeft: number;
}

/** The faults that are waiting for their occasion. Data only; `DiscordFaults` is what tests speak to. */
export class FaultPlan {
  /** False: heartbeats are read and not answered. */
  acksHeartbeats = true;
  /** Everything that the gateway says comes this much later. */
  gatewayDelayMs = 0;
  /** So many Resumes are still answered with op 9. */
  refusedResumes = 0;
  readonly #rest: RestRule[] = [];
  readonly #voiceServer: VoiceServerFault[] = [];

  addRest(matches: RegExp, fault: RestFault, times: number): void {
    this.#rest.push({ matches, fault, timesLeft: times });
  }

  addVoiceServer(fault: VoiceServerFault, times: number): void {
    for (let made = 0; made < times; made += 1) this.#voiceServer.push(fault);
  }

  /** The fault for this request (`METHOD /path`), used up by asking. */
  takeRest(name: string): RestFault | undefined {
    const rule = this.#rest.find((candidate) => candidate.timesLeft > 0 && candidate.matches.test(name));
    if (rule === undefined) return undefined;
    rule.timesLeft -= 1;
    return rule.fault;
  }

  /** The fault for the next VOICE_SERVER_UPDATE, used up by asking. */
  takeVoiceServer(): VoiceServerFault | undefined {
    return this.#voiceServer.shift();
  }

  clear(): void {
    this.acksHeartbeats = true;
    this.gatewayDelayMs = 0;
    this.refusedResumes = 0;
    this.#rest.length = 0;
    this.#voiceServer.length = 0;
  }
}
