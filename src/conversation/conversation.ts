import type { CancelTimer } from '../clock.ts';
import { type ParleyError, toParleyError } from '../errors.ts';
import type { EndReason, ToVoiceHalf } from '../host/messages.ts';
import type { SessionEvent } from '../realtime/sessionEvents.ts';
import type { VoiceEvent, VoicePort } from '../voice/voiceEvents.ts';
import { AnswerPlayer } from './answerPlayer.ts';
import { type ConversationParts, type CountingRealtimePort, modelSettings } from './conversationParts.ts';
import { endReasonOf, finishesFirst, GOODBYE_DEADLINE_MS, needsNoGoodbye } from './endings.ts';
import { Hearing } from './hearing.ts';
import { HistoryRecorder } from './historyRecorder.ts';
import { LocalTurns } from './localTurns.ts';
import { ModelTurns } from './modelTurns.ts';
import { NO_ANSWER } from './noAnswer.ts';
import { Reporter } from './reporter.ts';
import { Statistics } from './statistics.ts';
import { Teller } from './teller.ts';
import { ToolRelay } from './toolRelay.ts';
import type { TurnTaking } from './turnTaking.ts';
import { useOf } from './useOf.ts';
import { WrittenRequests } from './writtenRequests.ts';

/** One guild's conversation: joins the sound path, turn-taking, the model and Discord's voice. Nothing else does. */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #tell: Teller;
  readonly #turns: TurnTaking;
  readonly #hearing: Hearing;
  readonly #realtime: CountingRealtimePort;
  readonly #voice: VoicePort;
  readonly #answers: AnswerPlayer;
  readonly #tools: ToolRelay;
  readonly #recorder: HistoryRecorder;
  readonly #written: WrittenRequests;
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
    const { clock, conversationId } = parts;
    this.#tell = new Teller(conversationId, parts.emit);
    this.#realtime = parts.makeRealtime(
      (event) => this.#onSession(event),
      () => this.#turns.rest,
    );
    this.#voice = parts.makeVoice(
      (event) => this.#onVoice(event),
      (payload) => this.#tell.gatewayPayload(payload),
    );
    this.#recorder = new HistoryRecorder({
      clock,
      epochMs: parts.epochMs ?? Date.now,
      transcribed: parts.settings.model.transcriptionModel !== undefined,
      speakerOf: (itemId) => this.#turns.speakerOf(itemId),
      isAudible: (responseId) => this.#answers.has(responseId),
      tell: (entry, known) => {
        this.#realtime.remember(entry, known);
        this.#tell.spoken(entry);
      },
    });
    this.#answers = new AnswerPlayer(this.#voice, {
      firstSoundLeft: () => this.#measureAnswer(),
      finished: (responseId) => {
        this.#recorder.answers.finished(responseId);
        this.#turns.answerFinished(responseId);
      },
      dropped: (responseId) => this.#recorder.answers.dropped(responseId),
      cut: (heard) => {
        this.#recorder.answers.cut(heard);
        for (const { part, heardMs } of heard) this.#realtime.truncate(part, heardMs);
      },
    });
    this.#tools = new ToolRelay({
      clock,
      ask: (call) => {
        const userIds = this.#turns.answeringUserIds;
        this.#recorder.toolCalled(call, userIds);
        this.#tell.toolCall(call, userIds);
      },
      answer: (callId, output, respond) => {
        this.#recorder.toolAnswered(callId, output);
        this.#realtime.sendToolOutput(callId, output);
        this.#turns.toolAnswered(callId, respond);
      },
    });
    const Turns = parts.settings.model.turnDetection === undefined ? LocalTurns : ModelTurns;
    this.#turns = new Turns({
      ...parts,
      realtime: this.#realtime,
      voice: this.#voice,
      answers: this.#answers,
      statistics: this.#statistics,
      runTool: (call) => this.#tools.call(call),
      itemForgotten: (itemId) => this.#recorder.forget(itemId),
      settled: () => this.#settled(),
      stopTold: () => this.#tell.stopTold(),
      noAnswer: () => this.#tell.trouble(NO_ANSWER),
    });
    this.#hearing = new Hearing(this.#voice, this.#turns);
    this.#written = new WrittenRequests({
      realtime: this.#realtime,
      turns: this.#turns,
      recorder: this.#recorder,
      tell: this.#tell,
    });
    for (const entry of parts.history ?? []) this.#realtime.remember(entry, false);
    this.#reporter = new Reporter(clock, () => {
      this.#tell.report(this.#statistics.report(this.#turns.heardUserIds, this.#counters()));
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
      case 'gateway':
        this.#voice.onGateway(message.change);
        return;
      case 'toolResult':
        this.#tools.result(message.callId, message.output, message.respond);
        return;
      case 'say':
        this.#written.say(message.text);
        return;
      case 'text':
        this.#written.typed(message);
        return;
      case 'outOfBand':
        void this.#written.writeAside(message.requestId, message.instructions);
        return;
      case 'people':
        this.#turns.people(message.people);
        return;
      case 'hearing':
        this.#hearing.allow(message.userIds);
        return;
      case 'tell':
        this.#turns.tell(message.text, message.userIds);
        return;
      case 'stop':
        this.#turns.stop();
        return;
      case 'settings':
        this.#realtime.configure(modelSettings(message.settings));
        this.#turns.configure(message.settings);
        return;
      case 'talk':
        this.#turns.talkPressed(message.userId);
        return;
    }
  }

  /** Ends the conversation; where nobody has asked for quiet, what is being said is finished first. */
  #close(reason: EndReason): void {
    if (finishesFirst(reason, this.#turns.state)) {
      this.#closing = reason;
      this.#stopGoodbye ??= this.#parts.clock.after(GOODBYE_DEADLINE_MS, () => this.#end(reason, undefined));
    } else this.#end(reason, undefined);
  }

  #onSession(event: SessionEvent): void {
    if (this.#ended) return;
    if (event.type === 'used') this.#tell.used(useOf(event.use, this.#parts.settings.model, this.#turns));
    if (event.type === 'responseDone') this.#statistics.responseDone(event.usage);
    if (event.type === 'reconnecting') this.#modelReady = false;
    this.#turns.onSession(event);
    this.#recorder.onSession(event);
    if (event.type === 'ready') {
      this.#modelReady = true;
      this.#settleConnected();
    } else if (event.type === 'roundTrip') this.#statistics.modelRoundTrip(event.roundTripMs);
    else if (event.type === 'failed') this.#end('modelFailed', event.error);
    else if ('error' in event) this.#trouble(event.error);
  }

  #onVoice(event: VoiceEvent): void {
    if (this.#ended) return;
    switch (event.type) {
      case 'packet':
        this.#turns.packet(event.packet);
        return;
      case 'transmissionEnded':
        this.#turns.transmissionEnded(event.userId);
        return;
      case 'speakerGone':
        this.#turns.speakerGone(event.userId);
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
      case 'trouble':
        this.#trouble(event.error);
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
    this.#turns.connected();
    if (this.#greeted) return;
    this.#greeted = true;
    void this.#voice.playCue('joined');
  }

  /** The turn machine has taken an event: show the state, and leave if this was the end of the goodbye. */
  #settled(): void {
    if (this.#ended) return;
    this.#showState();
    if (this.#closing !== undefined && !finishesFirst(this.#closing, this.#turns.state))
      this.#end(this.#closing, undefined);
    else this.#written.settled();
  }

  #showState(): void {
    const state = this.#voiceReady ? this.#turns.state : 'connecting';
    const speakingUserIds = state === 'userSpeaking' ? this.#turns.speakingUserIds : [];
    if (this.#tell.state(state, speakingUserIds)) this.#reporter.touch();
  }

  #measureAnswer(): void {
    const { lastSoundMs } = this.#turns;
    if (lastSoundMs !== undefined) this.#statistics.answered(this.#parts.clock.nowMs() - lastSoundMs);
    this.#reporter.touch();
  }

  #counters(): Record<string, number> {
    return {
      ...this.#voice.counters,
      ...this.#realtime.counters,
      ...this.#turns.counters,
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
    this.#turns.close();
    this.#answers.release();
    this.#recorder.close();
    this.#stopGoodbye?.();
    this.#tools.clear();
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
