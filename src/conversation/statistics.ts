import type { ConversationReport } from '../host/messages.ts';
import type { TokenUsage } from '../realtime/sessionEvents.ts';

/** What of a report is not counted here. */
type ReportedNow = Pick<ConversationReport, 'model' | 'heardUserIds' | 'counters' | 'decisions'>;

/** What is counted in one conversation, for `/status` and for money. */
export class Statistics {
  #usage: TokenUsage = {
    inputTextTokens: 0,
    inputAudioTokens: 0,
    cachedTextTokens: 0,
    cachedAudioTokens: 0,
    outputTextTokens: 0,
    outputAudioTokens: 0,
  };
  #responses = 0;
  #bargeIns = 0;
  #lastAnswerMs: number | undefined;
  #modelRoundTripMs: number | undefined;
  #voiceWsRoundTripMs: number | undefined;
  #voiceUdpRoundTripMs: number | undefined;

  responseDone(usage: TokenUsage | undefined): void {
    this.#responses += 1;
    if (usage === undefined) return;
    const total = this.#usage;
    this.#usage = {
      inputTextTokens: total.inputTextTokens + usage.inputTextTokens,
      inputAudioTokens: total.inputAudioTokens + usage.inputAudioTokens,
      cachedTextTokens: total.cachedTextTokens + usage.cachedTextTokens,
      cachedAudioTokens: total.cachedAudioTokens + usage.cachedAudioTokens,
      outputTextTokens: total.outputTextTokens + usage.outputTextTokens,
      outputAudioTokens: total.outputAudioTokens + usage.outputAudioTokens,
    };
  }

  bargedIn(): void {
    this.#bargeIns += 1;
  }

  /** From a person's last packet with sound to the first sound of the answer. */
  answered(afterMs: number): void {
    this.#lastAnswerMs = afterMs;
  }

  modelRoundTrip(roundTripMs: number): void {
    this.#modelRoundTripMs = roundTripMs;
  }

  voiceRoundTrip(wsMs: number | undefined, udpMs: number | undefined): void {
    this.#voiceWsRoundTripMs = wsMs;
    this.#voiceUdpRoundTripMs = udpMs;
  }

  report(now: ReportedNow): ConversationReport {
    return {
      ...now,
      usage: this.#usage,
      responses: this.#responses,
      bargeIns: this.#bargeIns,
      voiceWsRoundTripMs: this.#voiceWsRoundTripMs,
      voiceUdpRoundTripMs: this.#voiceUdpRoundTripMs,
      modelRoundTripMs: this.#modelRoundTripMs,
      lastAnswerMs: this.#lastAnswerMs,
    };
  }
}
