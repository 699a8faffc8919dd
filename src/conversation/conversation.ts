import type { CancelTimer } from '../clock.ts';
import { type ParleyError, toParleyError } from '../errors.ts';
import type { EndReason, ToVoiceHalf, Trouble } from '../host/messages.ts';
import type { SessionEvent } from '../realtime/sessionEvents.ts';
import type { VoiceEvent, VoicePort } from '../voice/voiceEvents.ts';
import { AnswerPlayer } from './answerPlayer.ts';
import { carryOut } from './carryOut.ts';
import {
  type ConversationParts,
  type CountingRealtimePort,
  turnOptions,
  uplinkTiming,
} from './conversationParts.ts';
import { endReasonOf, needsNoGoodbye } from './endings.ts';
import { Microphone } from './microphone.ts';
import { Reporter } from './reporter.ts';
import { Statistics } from './statistics.ts';
import { Teller } from './teller.ts';
import { ToolRelay } from './toolRelay.ts';
import { TurnDriver } from './turnDriver.ts';
import { turnEventOf } from './turnEventOf.ts';

/** A goodbye that takes longer than this is cut off. */
const GOODBYE_DEADLINE_MS = 10_000;

const NO_ANSWER: Trouble = {
  code: 'model_protocol',
  sentence: 'The model gave no answer. Please say it again.',
};

/** One guild's conversation: joins the sound path, turn-taking, the model and Discord's voice. Nothing else does. */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #tell: Teller;
  readonly #turn: TurnDriver;
  readonly #realtime: CountingRealtimePort;
  readonly #voice: VoicePort;
  readonly #microphone: Microphone;
  readonly #answers: AnswerPlayer;
  readonly #tools: ToolRelay;
  readonly #statistics = new Statistics();
  readonly #reporter: Reporter;
  #modelReady = false;
  #voiceReady = false;
  #greeted = false;
  #ended = false;
  #stopGoodbye: CancelTimer | undefined;
  /** Why the conversation ends as soon as the model has finished speaking. */
  #closing: EndReason | undefined;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
    const { settings, clock, conversationId } = parts;
    this.#tell = new Teller(conversationId, parts.emit);
    this.#realtime = parts.makeRealtime((event) => this.#onSession(event));
    this.#voice = parts.makeVoice(
      (event) => this.#onVoice(event),
      (payload) => this.#tell.gatewayPayload(payload),
    );
    this.#microphone = new Microphone({
      clock,
      timing: uplinkTiming(settings),
      makeDecoder: parts.makeDecoder,
      send: (pcm) => this.#realtime.append(pcm),
    });
    this.#answers = new AnswerPlayer(this.#voice, {
      firstSoundLeft: () => this.#measureAnswer(),
      finished: (responseId) => this.#turn.take({ type: 'playbackFinished', responseId }),
      cut: (heard) => {
        for (const { part, heardMs } of heard) this.#realtime.truncate(part, heardMs);
      },
    });
    this.#tools = new ToolRelay({
      clock,
      ask: (call) => this.#tell.toolCall(call),
      answer: (callId, output, respond) => {
        this.#realtime.sendToolOutput(callId, output);
        this.#turn.take({ type: 'toolAnswered', respond });
      },
    });
    const targets = {
      answers: this.#answers,
      realtime: this.#realtime,
      microphone: this.#microphone,
      voice: this.#voice,
      statistics: this.#statistics,
      noAnswer: () => this.#tell.trouble(NO_ANSWER),
    };
    this.#turn = new TurnDriver({
      clock,
      options: turnOptions(settings),
      carryOut: (effect) => carryOut(effect, targets),
      settled: () => this.#settled(),
    });
    this.#reporter = new Reporter(clock, () => {
      this.#tell.report(this.#statistics.report(this.#microphone.heardUserIds, this.#counters()));
    });
  }

  /** Connects both sides at once. What goes wrong is told by `ended`. */
  start(): void {
    this.#showState();
    this.#realtime.connect().catch((thrown: unknown) => this.#end('modelFailed', toParleyError(thrown)));
    this.#voice.join().catch((thrown: unknown) => this.#end('voiceFailed', toParleyError(thrown)));
  }

  /** A message of the gateway half for this conversation. */
  handle(message: Exclude<ToVoiceHalf, { type: 'open' }>): void {
    if (this.#ended) return;
    switch (message.type) {
      case 'close':
        this.#close(message.reason);
        return;
      case 'move':
        this.#voice.move(message.channelId);
        return;
      case 'voiceStateUpdate':
        this.#voice.onVoiceStateUpdate(message.data);
        return;
      case 'voiceServerUpdate':
        this.#voice.onVoiceServerUpdate(message.data);
        return;
      case 'toolResult':
        this.#tools.result(message.callId, message.output, message.respond);
        return;
      case 'people':
        this.#microphone.keepOnly(message.people.map((person) => person.userId));
        return;
    }
  }

  /** Ends the conversation; one that the model itself asked to end first says what it was saying. */
  #close(reason: EndReason): void {
    if (reason !== 'leftByTool' || this.#turn.state !== 'agentSpeaking') {
      this.#end(reason, undefined);
      return;
    }
    this.#closing = reason;
    this.#stopGoodbye ??= this.#parts.clock.after(GOODBYE_DEADLINE_MS, () => this.#end(reason, undefined));
  }

  #onSession(event: SessionEvent): void {
    if (this.#ended) return;
    if (event.type === 'audioDelta') {
      const wanted =
        !this.#turn.isFenced(event.part.responseId) && this.#answers.append(event.part, event.pcm);
      if (!wanted) return;
    }
    if (event.type === 'responseDone') {
      this.#statistics.responseDone(event.usage);
      this.#answers.close(event.responseId);
    }
    if (event.type === 'speechStarted') this.#microphone.holdOpen(true);
    if (event.type === 'speechStopped') this.#microphone.holdOpen(false);
    if (event.type === 'reconnecting') {
      this.#modelReady = false;
      this.#microphone.holdOpen(false);
      this.#tools.clear();
    }

    const turnEvent = turnEventOf(event);
    if (turnEvent !== undefined) this.#turn.take(turnEvent);

    if (event.type === 'ready') {
      this.#modelReady = true;
      this.#settleConnected();
    } else if (event.type === 'toolCall') this.#tools.call(event.call);
    else if (event.type === 'roundTrip') this.#statistics.modelRoundTrip(event.roundTripMs);
    else if (event.type === 'failed') this.#end('modelFailed', event.error);
    else if ('error' in event) this.#trouble(event.error);
  }

  #onVoice(event: VoiceEvent): void {
    if (this.#ended) return;
    switch (event.type) {
      case 'packet':
        this.#microphone.packet(event.packet);
        if (this.#turn.state === 'userSpeaking') this.#showState();
        return;
      case 'transmissionEnded':
        this.#microphone.transmissionEnded(event.userId);
        return;
      case 'speakerGone':
        this.#microphone.speakerGone(event.userId);
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
        this.#tell.moved(event.channelId);
        return;
      case 'ended':
        this.#end(endReasonOf(event.reason), event.error);
        return;
      case 'roundTrip':
        this.#statistics.voiceRoundTrip(event.wsMs, event.udpMs);
        this.#reporter.touch();
        return;
    }
  }

  #settleConnected(): void {
    if (!this.#modelReady || !this.#voiceReady) return;
    this.#turn.take({ type: 'connected' });
    if (this.#greeted) return;
    this.#greeted = true;
    void this.#voice.playCue('joined');
  }

  /** The turn machine has taken an event: show the state, and leave if this was the end of the goodbye. */
  #settled(): void {
    if (this.#ended) return;
    this.#showState();
    if (this.#closing !== undefined && this.#turn.state !== 'agentSpeaking')
      this.#end(this.#closing, undefined);
  }

  #showState(): void {
    const state = this.#voiceReady ? this.#turn.state : 'connecting';
    const speakingUserIds = state === 'userSpeaking' ? this.#microphone.speakingUserIds : [];
    if (this.#tell.state(state, speakingUserIds)) this.#reporter.touch();
  }

  #measureAnswer(): void {
    const { lastSoundMs } = this.#microphone;
    if (lastSoundMs !== undefined) this.#statistics.answered(this.#parts.clock.nowMs() - lastSoundMs);
    this.#reporter.touch();
  }

  #counters(): Record<string, number> {
    return {
      ...this.#voice.counters,
      ...this.#realtime.counters,
      ...this.#microphone.counters,
      ...this.#answers.counters,
    };
  }

  #trouble(error: ParleyError): void {
    this.#parts.log.warn({ code: error.code, reason: error.message }, 'trouble in a conversation');
    this.#tell.trouble(error);
  }

  #end(reason: EndReason, error: ParleyError | undefined): void {
    if (this.#ended) return;
    this.#reporter.touch();
    this.#reporter.flush();
    this.#ended = true;
    this.#turn.close();
    this.#stopGoodbye?.();
    this.#tools.clear();
    this.#microphone.destroy();
    this.#realtime.close();
    this.#parts.log.info({ reason, code: error?.code, cause: error?.message }, 'conversation ended');
    if (needsNoGoodbye(reason) || !this.#voiceReady) this.#leave(reason, error);
    else void this.#voice.playCue('left').finally(() => this.#leave(reason, error));
  }

  #leave(reason: EndReason, error: ParleyError | undefined): void {
    this.#voice.destroy();
    this.#tell.ended(reason, error);
  }
}
