import { type ParleyError, toParleyError } from '../errors.ts';
import type { EndReason, ToVoiceHalf } from '../host/messages.ts';
import type { SessionEvent } from '../realtime/sessionEvents.ts';
import type { KeptDecision } from '../turn/answerReason.ts';
import type { VoiceEvent } from '../voice/voiceEvents.ts';
import { type Assembly, assemble } from './assembly.ts';
import type { ConversationParts } from './conversationParts.ts';
import { deliver } from './deliver.ts';
import { endReasonOf, needsNoGoodbye } from './endings.ts';
import { Goodbye } from './goodbye.ts';
import { useOf } from './useOf.ts';

/** One guild's conversation, from its beginning to its end: joins the sound path, turn-taking, the model and Discord's voice. */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #own: Assembly;
  readonly #goodbye: Goodbye;
  #modelReady = false;
  #voiceReady = false;
  #greeted = false;
  #lastDecision: KeptDecision | undefined;
  #ended = false;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    this.#own = assemble(parts, {
      onSession: (event) => this.#onSession(event),
      onVoice: (event) => this.#onVoice(event),
      settled: () => this.#settled(),
    });
    this.#goodbye = new Goodbye(parts.clock, (reason) => this.#end(reason, undefined));
  }

  /** Connects both sides at once. What goes wrong is told by `ended`. */
  start(): void {
    const { realtime, voice } = this.#own;
    this.#showState();
    realtime.connect().catch((thrown: unknown) => this.#end('modelFailed', toParleyError(thrown)));
    voice.join().catch((thrown: unknown) => this.#end('voiceFailed', toParleyError(thrown)));
  }

  /** A message of the gateway half for this conversation. */
  handle(message: Exclude<ToVoiceHalf, { type: 'open' }>): void {
    if (this.#ended) return;
    if (message.type === 'close') this.#goodbye.begin(message.reason, this.#own.turns.state);
    else deliver(message, this.#own);
  }

  #onSession(event: SessionEvent): void {
    if (this.#ended) return;
    const { tell, turns, statistics, recorder, reporter } = this.#own;
    if (event.type === 'used') tell.used(useOf(event.use, this.#parts.settings.model, turns));
    if (event.type === 'responseDone') statistics.responseDone(event.usage);
    if (event.type === 'reconnecting') this.#modelReady = false;
    turns.onSession(event);
    recorder.onSession(event);
    if (event.type === 'remoteCallEnded') this.#remoteCallEnded(event);
    if (event.type === 'ready') {
      this.#modelReady = true;
      this.#settleConnected();
    } else if (event.type === 'renewed') reporter.touch();
    else if (event.type === 'roundTrip') statistics.modelRoundTrip(event.roundTripMs);
    else if (event.type === 'failed') this.#end('modelFailed', event.error);
    else if ('error' in event) this.#trouble(event.error);
  }

  #remoteCallEnded({ call, failed }: Extract<SessionEvent, { type: 'remoteCallEnded' }>): void {
    const { tell, turns, tools } = this.#own;
    tell.remoteCall(call, failed, turns.authorsOf(call));
    tools.remoteEnded(call.callId);
  }

  #onVoice(event: VoiceEvent): void {
    if (this.#ended) return;
    const { turns } = this.#own;
    switch (event.type) {
      case 'packet':
        turns.packet(event.packet);
        return;
      case 'transmissionEnded':
        turns.transmissionEnded(event.userId);
        return;
      case 'speakerGone':
        turns.speakerGone(event.userId);
        return;
      case 'ready':
        this.#voiceReady = true;
        this.#settleConnected();
        return;
      case 'interrupted':
        this.#voiceReady = false;
        this.#showState();
        return;
      case 'moved':
        this.#own.tell.moved(event.channelId);
        return;
      case 'trouble':
        this.#trouble(event.error);
        return;
      case 'ended':
        this.#end(endReasonOf(event.reason), event.error);
        return;
      case 'roundTrip':
        this.#own.statistics.voiceRoundTrip(event.wsMs, event.udpMs);
        this.#own.reporter.touch();
        return;
    }
  }

  #settleConnected(): void {
    if (!this.#modelReady || !this.#voiceReady) return;
    this.#own.turns.connected();
    if (this.#greeted) return;
    this.#greeted = true;
    void this.#own.voice.playCue('joined');
  }

  /** The turn machine has taken an event: show the state, and leave if this was the end of the goodbye. */
  #settled(): void {
    if (this.#ended) return;
    this.#showState();
    this.#showDecision();
    if (!this.#goodbye.settled(this.#own.turns.state)) this.#own.written.settled();
  }

  #showState(): void {
    const { tell, turns, reporter } = this.#own;
    const state = this.#voiceReady ? turns.state : 'connecting';
    const speakingUserIds = state === 'userSpeaking' ? turns.speakingUserIds : [];
    if (tell.state(state, speakingUserIds)) reporter.touch();
  }

  /** A turn may be decided long after it ended, with no state changed: whoever asks why is told all the same. */
  #showDecision(): void {
    const { turns, reporter } = this.#own;
    const decision = turns.decisions.at(-1);
    if (decision === this.#lastDecision) return;
    this.#lastDecision = decision;
    reporter.touch();
  }

  #trouble(error: ParleyError): void {
    this.#parts.log.warn({ code: error.code, reason: error.message }, 'trouble in a conversation');
    this.#own.tell.trouble(error);
  }

  #end(reason: EndReason, error: ParleyError | undefined): void {
    if (this.#ended) return;
    const { reporter, turns, answers, recorder, tools, realtime, voice } = this.#own;
    reporter.touch();
    reporter.flush();
    this.#ended = true;
    turns.close();
    answers.release();
    recorder.close();
    this.#goodbye.cancel();
    tools.clear();
    realtime.close();
    this.#parts.log.info({ reason, code: error?.code, cause: error?.message }, 'conversation ended');
    if (needsNoGoodbye(reason) || !this.#voiceReady) this.#leave(reason, error);
    else void voice.playCue('left').finally(() => this.#leave(reason, error));
  }

  #leave(reason: EndReason, error: ParleyError | undefined): void {
    this.#own.voice.destroy();
    this.#own.tell.ended(reason, error);
  }
}
