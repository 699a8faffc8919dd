import type { ParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import type { AudioLedger } from './audioLedger.ts';
import { classifyError, describeError, type ErrorVerdict, fatalError, isRetryable } from './classifyError.ts';
import type { Counters } from './counters.ts';
import { decodeServerEvent } from './decodeServerEvent.ts';
import { noAnswer, serverTrouble } from './modelErrors.ts';
import type { Outbox } from './outbox.ts';
import type { ResponseBook } from './responseBook.ts';
import type { ResponseQueue } from './responseQueue.ts';
import { REASON_DISCARDED } from './responseReasons.ts';
import type { ResponseEnd } from './responseRequest.ts';
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
  responses: ResponseBook;
  outbox: Pick<Outbox, 'committed' | 'refusedCommit'>;
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
    if (this.#isOfDiscarded(event)) return;
    switch (event.type) {
      case 'sessionCreated':
        return;
      case 'sessionUpdated':
        this.#targets.configured(event.session);
        return;
      case 'error':
        this.#error(event.error);
        return;
      case 'committed':
        this.#targets.outbox.committed();
        emit(event);
        return;
      case 'transcriptionFailed':
        this.#transcriptionFailed(event.error);
        emit({ type: 'transcriptFailed', itemId: event.itemId });
        return;
      case 'responseCreated':
        this.#created(event.responseId);
        return;
      case 'outputItem':
        if (event.responseId !== undefined) queue.alive(event.responseId, false);
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

  /**
   * Notes what response and item the event is of.
   * @returns Is it of a discarded response? Then that is all that was to be done, except for its end.
   */
  #isOfDiscarded(event: ServerEvent): boolean {
    const { queue, responses } = this.#targets;
    const { responseId = event.type === 'outputItem' ? queue.activeId : undefined, itemId } = originOf(event);
    if (responseId === undefined) return false;
    // Its `response.created` was lost on the way, or cannot be read.
    const unnamed = queue.expectsDiscarded && !responses.knows(responseId);
    if (unnamed && event.type !== 'responseCreated') this.#created(responseId);
    if (itemId !== undefined) responses.added(responseId, itemId);
    if (!responses.isDiscarded(responseId) || event.type === 'responseDone') return false;
    queue.alive(responseId, false);
    return true;
  }

  #created(responseId: string): void {
    const { queue, responses, counters, emit } = this.#targets;
    if (!responses.created(responseId, queue.expectsDiscarded)) {
      counters.count('duplicateResponses');
      return;
    }
    // The owner learns of the response before anything that follows from it, such as a cancellation that failed.
    if (!responses.isDiscarded(responseId)) emit({ type: 'responseCreated', responseId });
    queue.created(responseId);
  }

  #functionCall(call: Extract<ServerEvent, { type: 'functionCall' }>): void {
    const { calls, counters, emit } = this.#targets;
    if (!call.completed) {
      counters.count('incompleteToolCalls');
      return;
    }
    if (!calls.begin(call.callId, call.responseId)) {
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
    const { queue, responses, emit, fail, log } = this.#targets;
    const { responseId, status, reason, usage, error } = done;
    for (const itemId of done.itemIds) responses.added(responseId, itemId);
    const words = error === undefined ? (reason ?? 'no reason given') : describeError(error);
    const end: ResponseEnd =
      status === 'failed'
        ? { ok: false, retryable: isRetryable(error), error: noAnswer(words) }
        : { ok: true, empty: status === 'completed' && responses.isEmpty(responseId) };
    // What it added is removed before the next response is asked for.
    const news = responses.ended(responseId);
    if (!responses.isDiscarded(responseId)) {
      const retrying = queue.retries(responseId, end) ? { retrying: true as const } : {};
      emit({ type: 'responseDone', responseId, status, reason, usage, ...retrying });
    } else if (news) {
      emit({ type: 'responseDone', responseId, status, reason: REASON_DISCARDED, usage });
    }
    const fatal = error === undefined ? undefined : fatalError(error);
    if (fatal !== undefined) {
      fail(fatal);
      return;
    }
    if (status === 'failed') log.warn({ reason: words }, 'response failed');
    queue.done(responseId, end);
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
    if (this.#targets.outbox.refusedCommit(error)) {
      counters.count('commitsRefused');
      return;
    }
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

/** The response and the item that an event is of, as far as it names them. */
function originOf(event: ServerEvent): { responseId?: string | undefined; itemId?: string | undefined } {
  if ('part' in event) return event.part;
  if (!('responseId' in event)) return {};
  return { responseId: event.responseId, itemId: 'itemId' in event ? event.itemId : undefined };
}
