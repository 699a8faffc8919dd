import type { ParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import type { AudioLedger } from './audioLedger.ts';
import { classifyError, describeError, type ErrorVerdict, fatalError, isRetryable } from './classifyError.ts';
import type { Counters } from './counters.ts';
import { decodeServerEvent } from './decodeServerEvent.ts';
import { noAnswer, serverTrouble } from './modelErrors.ts';
import type { ResponseQueue } from './responseQueue.ts';
import type { ServerError, ServerEvent } from './serverEvent.ts';
import type { SessionEvent } from './sessionEvents.ts';
import { MAX_TOOL_ARGUMENT_BYTES, type ToolCallBook } from './toolCallBook.ts';

/** Of an unknown event's type so much is logged. */
const MAX_LOGGED_CHARS = 64;
const BUSY = 'conversation_already_has_active_response';

/** Our event ids begin with what they are of; errors about these are part of normal life (rules 2 to 4). */
const HARMLESS_REQUESTS = ['cancel-', 'truncate-', 'delete-'];

/** The parts of a session that the server's events act on. */
export interface ServerEventTargets {
  queue: ResponseQueue;
  ledger: AudioLedger;
  calls: ToolCallBook;
  counters: Counters;
  log: Logger;
  emit(event: SessionEvent): void;
  /** `session.updated` */
  configured(session: Record<string, unknown>): void;
  /** Judges an error that answers our `session.update`; `undefined`: it answers something else. */
  judgeSettings(error: ServerError): ErrorVerdict | undefined;
  /** The session is over; a new one may be opened. */
  lose(error: ParleyError): void;
  /** Nothing more is to be hoped for. */
  fail(error: ParleyError): void;
  /** Answers a function call on behalf of the owner, and asks for the response that follows. */
  answerTool(callId: string, output: string): void;
}

/** Reads what the server sends and acts on it: ledger, queue, tool calls, and events for the owner. Never throws. */
export class ServerEventHandler {
  readonly #targets: ServerEventTargets;
  #transcriptionTroubleTold = false;

  constructor(targets: ServerEventTargets) {
    this.#targets = targets;
  }

  /** A text frame as it came. */
  frame(text: string): void {
    const { counters, log, queue } = this.#targets;
    const decoded = decodeServerEvent(text);
    switch (decoded.kind) {
      case 'event':
        this.#event(decoded.event);
        return;
      case 'unknown':
        counters.count('unknownEvents');
        log.debug({ type: decoded.type.slice(0, MAX_LOGGED_CHARS) }, 'unknown event of the model');
        if (decoded.responseId !== undefined) queue.alive(decoded.responseId, false);
        return;
      case 'ignored':
        if (decoded.responseId !== undefined) queue.alive(decoded.responseId, false);
        return;
      case 'malformed':
        counters.count('malformedEvents');
        log.debug({ why: decoded.why }, 'malformed event of the model');
        return;
      case 'invalidAudio':
        counters.count('invalidAudioDeltas');
        log.debug({ why: decoded.why }, 'invalid audio delta');
        queue.alive(decoded.responseId, false);
        return;
    }
  }

  #event(event: ServerEvent): void {
    const { queue, ledger, emit } = this.#targets;
    switch (event.type) {
      case 'sessionCreated':
        return;
      case 'sessionUpdated':
        this.#targets.configured(event.session);
        return;
      case 'error':
        this.#error(event.error);
        return;
      case 'transcriptionFailed':
        this.#transcriptionFailed(event.error);
        return;
      case 'responseCreated':
        // The owner learns of the response before anything that follows from it, such as a cancellation that failed.
        emit(event);
        queue.created(event.responseId);
        return;
      case 'audioDelta':
        ledger.received(event.part, event.pcm.length);
        queue.alive(event.part.responseId, true);
        emit(event);
        return;
      case 'audioDone':
        ledger.done(event.part);
        queue.alive(event.part.responseId, false);
        emit(event);
        return;
      case 'agentTranscript':
        queue.alive(event.part.responseId, false);
        emit(event);
        return;
      case 'agentText':
        queue.alive(event.responseId, true);
        emit(event);
        return;
      case 'functionCall':
        queue.alive(event.responseId, true);
        this.#functionCall(event);
        return;
      case 'responseDone':
        this.#responseDone(event);
        return;
      default:
        emit(event);
    }
  }

  #functionCall(call: Extract<ServerEvent, { type: 'functionCall' }>): void {
    const { calls, counters, emit } = this.#targets;
    if (!call.completed) {
      counters.count('incompleteToolCalls');
      return;
    }
    if (!calls.begin(call.callId)) {
      counters.count('duplicateToolCalls');
      return;
    }
    const { callId, responseId, name, argumentsJson } = call;
    if (Buffer.byteLength(argumentsJson) > MAX_TOOL_ARGUMENT_BYTES) {
      counters.count('oversizedToolCalls');
      emit({
        type: 'trouble',
        error: serverTrouble('the arguments of a function call were too large', false),
      });
      this.#targets.answerTool(callId, JSON.stringify({ error: 'The arguments were too large.' }));
      return;
    }
    emit({ type: 'toolCall', call: { callId, responseId, name, argumentsJson } });
  }

  #responseDone(done: Extract<ServerEvent, { type: 'responseDone' }>): void {
    const { responseId, status, reason, usage, error } = done;
    this.#targets.emit({ type: 'responseDone', responseId, status, reason, usage });
    const fatal = error === undefined ? undefined : fatalError(error);
    if (fatal !== undefined) {
      this.#targets.fail(fatal);
      return;
    }
    const words = error === undefined ? (reason ?? 'no reason given') : describeError(error);
    if (status === 'failed') this.#targets.log.warn({ reason: words }, 'response failed');
    this.#targets.queue.done(
      responseId,
      status === 'failed'
        ? { ok: false, retryable: isRetryable(error), error: noAnswer(words) }
        : { ok: true },
    );
  }

  #error(error: ServerError): void {
    const { counters, log, queue, emit, fail, lose } = this.#targets;
    counters.count('serverErrors');
    const verdict = this.#targets.judgeSettings(error) ?? classifyError(error);
    log.debug({ code: error.code, verdict: verdict.kind }, 'error event of the model');
    if (verdict.kind === 'fatal') {
      fail(verdict.error);
      return;
    }
    if (verdict.kind === 'lost') {
      lose(verdict.error);
      return;
    }
    const busy =
      error.code === BUSY || (error.code === 'invalid_request_error' && isBusyMessage(error.message));
    if (queue.rejected(error.eventId, busy, noAnswer(describeError(error)))) return;
    const asked = error.eventId ?? '';
    if (verdict.kind === 'harmless' || busy || HARMLESS_REQUESTS.some((prefix) => asked.startsWith(prefix))) {
      counters.count('harmlessErrors');
      return;
    }
    emit({ type: 'trouble', error: verdict.error });
  }

  /** Once a session is enough: a wrong transcription model fails at every turn, and nothing else is wrong. */
  #transcriptionFailed(error: ServerError): void {
    this.#targets.counters.count('transcriptionsFailed');
    if (this.#transcriptionTroubleTold) return;
    this.#transcriptionTroubleTold = true;
    this.#targets.emit({
      type: 'trouble',
      error: serverTrouble(`a transcription failed, ${describeError(error)}`, false),
    });
  }
}

/** Some servers give no code (realtime-protocol, rule 1). */
function isBusyMessage(message: string): boolean {
  return /already has an active response/i.test(message);
}
