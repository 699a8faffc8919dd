import { BillBook } from './billBook.ts';
import { describeError, fatalError, isRetryable } from './classifyError.ts';
import type { ConversationItems } from './conversationItems.ts';
import { decodeServerEvent } from './decodeServerEvent.ts';
import { noAnswer, rateLimited, serverTrouble } from './modelErrors.ts';
import type { Outbox } from './outbox.ts';
import type { OutOfBand } from './outOfBand.ts';
import { RemoteCallBook } from './remoteCallBook.ts';
import type { ResponseQueue } from './responseQueue.ts';
import { REASON_DISCARDED } from './responseReasons.ts';
import type { ResponseEnd } from './responseRequest.ts';
import { MAX_RATE_LIMIT_DELAY_MS, RETRY_DELAY_MS } from './responseTimes.ts';
import { ServerErrorHandler, type ServerErrorTargets } from './serverErrorHandler.ts';
import type { ServerEvent } from './serverEvent.ts';
import type { ToolCall } from './sessionEvents.ts';
import { MAX_TOOL_ARGUMENT_BYTES } from './toolCallBook.ts';

const RATE_LIMITED = 'rate_limit_exceeded';
/** Of an unknown event's type so much is logged. */
const MAX_LOGGED_CHARS = 64;
type RemoteCallEvent = Extract<ServerEvent, { type: 'remoteCall' }>;

/** The parts of a session that the server's events act on. */
export interface ServerEventTargets extends ServerErrorTargets {
  /** The one whose session it is. */
  model: string;
  queue: ResponseQueue;
  outbox: Pick<Outbox, 'committed' | 'refusedCommit'>;
  items: Pick<ConversationItems, 'responses' | 'ledger' | 'calls'>;
  outOfBand: Pick<OutOfBand, 'takes'>;
  /** `session.created`; `expiresAtS` as in {@link ServerEvent}. */
  created(expiresAtS: number | undefined): void;
  /** `session.updated` */
  configured(session: Record<string, unknown>): void;
  /** Answers a function call on behalf of the owner, and asks for the response that follows. */
  answerTool(call: Pick<ToolCall, 'callId' | 'authorIds'>, output: string): void;
}

/** Reads what the server sends and acts on it: ledger, queue, tool calls, and events for the owner. Never throws. */
export class ServerEventHandler {
  readonly #targets: ServerEventTargets;
  readonly #errors: ServerErrorHandler;
  #limitsResetMs = 0;
  readonly #bills: BillBook;
  readonly #remoteCalls = new RemoteCallBook();

  constructor(targets: ServerEventTargets) {
    this.#targets = targets;
    this.#bills = new BillBook(targets.model);
    this.#errors = new ServerErrorHandler(targets);
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
    const { queue, items, emit } = this.#targets;
    const aside = this.#targets.outOfBand.takes(event);
    const use = this.#bills.billed(event, aside, (responseId) => queue.authorsOf(responseId));
    if (use !== undefined) emit({ type: 'used', use });
    if (event.type === 'remoteCall') this.#remoteCall(event);
    if (aside || this.#isOfDiscarded(event)) return;
    switch (event.type) {
      case 'sessionCreated':
        this.#targets.created(event.expiresAtS);
        return;
      case 'sessionUpdated':
        this.#targets.configured(event.session);
        return;
      case 'rateLimits':
        this.#limitsResetMs = event.resetMs;
        return;
      case 'error':
        this.#errors.error(event.error);
        return;
      case 'committed':
        this.#targets.outbox.committed();
        emit(event);
        return;
      case 'userTranscript':
        emit({ type: 'userTranscript', itemId: event.itemId, text: event.text });
        return;
      case 'transcriptionFailed':
        this.#errors.transcriptionFailed(event.itemId, event.error);
        return;
      case 'responseCreated':
        this.#created(event.responseId);
        return;
      case 'outputItem':
        if (event.responseId !== undefined) queue.alive(event.responseId, false);
        return;
      case 'audioDelta':
        items.ledger.received(event.part, event.pcm.length);
        queue.alive(event.part.responseId, true);
        emit(event);
        return;
      case 'audioDone':
        items.ledger.done(event.part);
        queue.spoken(event.part.responseId);
        emit(event);
        return;
      case 'agentTranscriptDelta':
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
      case 'remoteCall':
        return;
      case 'remoteCallEnded':
        this.#remoteCalls.end(event.callItemId, event.failed);
        this.#tellRemoteEnd(event.callItemId);
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
    const { queue, items } = this.#targets;
    const { responses } = items;
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
    const { queue, items, counters, emit } = this.#targets;
    const { responses } = items;
    if (!responses.created(responseId, queue.expectsDiscarded)) {
      counters.count('duplicateResponses');
      return;
    }
    // The owner learns of the response before anything that follows from it, such as a cancellation that failed.
    if (!responses.isDiscarded(responseId)) emit({ type: 'responseCreated', responseId });
    queue.created(responseId);
  }

  #functionCall(call: Extract<ServerEvent, { type: 'functionCall' }>): void {
    const { items, counters, emit } = this.#targets;
    if (!call.completed) {
      counters.count('incompleteToolCalls');
      return;
    }
    if (!items.calls.begin(call.callId, call.responseId)) {
      counters.count('duplicateToolCalls');
      return;
    }
    const { callId, responseId, name, argumentsJson } = call;
    const authorIds = this.#targets.queue.authorsOf(responseId);
    if (Buffer.byteLength(argumentsJson) > MAX_TOOL_ARGUMENT_BYTES) {
      counters.count('oversizedToolCalls');
      emit({
        type: 'trouble',
        error: serverTrouble('the arguments of a function call were too large', false),
      });
      this.#targets.answerTool(
        { callId, authorIds },
        JSON.stringify({ error: 'The arguments were too large.' }),
      );
      return;
    }
    emit({ type: 'toolCall', call: { callId, responseId, name, argumentsJson, authorIds } });
  }

  /** It was made, even if nobody hears the response: that is told when it has ended. */
  #remoteCall({ responseId, itemId, server, name, argumentsJson, failed }: RemoteCallEvent): void {
    const { queue, items, emit } = this.#targets;
    const authorIds = queue.authorsOf(responseId);
    const call = { callId: itemId, responseId, name, argumentsJson, authorIds, remoteServer: server };
    const isNew = this.#remoteCalls.begin(call);
    if (isNew && !items.responses.isDiscarded(responseId)) {
      queue.alive(responseId, true);
      emit({ type: 'toolCall', call });
    }
    if (failed !== undefined) this.#remoteCalls.end(itemId, failed);
    this.#tellRemoteEnd(itemId);
  }

  #tellRemoteEnd(callId: string): void {
    const ended = this.#remoteCalls.takeEnded(callId);
    if (ended !== undefined) this.#targets.emit({ type: 'remoteCallEnded', ...ended });
  }

  get #untilReset(): number {
    return Math.min(MAX_RATE_LIMIT_DELAY_MS, Math.max(RETRY_DELAY_MS, this.#limitsResetMs));
  }

  #responseDone(done: Extract<ServerEvent, { type: 'responseDone' }>): void {
    const { queue, items, emit, fail, log } = this.#targets;
    const { responses } = items;
    const { responseId, status, reason, usage, error } = done;
    for (const itemId of done.itemIds) responses.added(responseId, itemId);
    const words = error === undefined ? (reason ?? 'no reason given') : describeError(error);
    const limited = error?.code === RATE_LIMITED;
    const end: ResponseEnd =
      status === 'failed'
        ? {
            ok: false,
            retryable: isRetryable(error),
            error: noAnswer(words),
            retryAfterMs: limited ? this.#untilReset : undefined,
          }
        : { ok: true, empty: status === 'completed' && responses.isEmpty(responseId) };
    // What it added is removed before the next response is asked for.
    const news = responses.ended(responseId);
    if (!responses.isDiscarded(responseId)) {
      const retries = queue.retries(responseId, end);
      const retrying = retries ? { retrying: true as const } : {};
      if (retries && limited) emit({ type: 'trouble', error: rateLimited(words) });
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
}

/** The response and the item that an event is of, as far as it names them. */
function originOf(event: ServerEvent): { responseId?: string | undefined; itemId?: string | undefined } {
  if ('part' in event) return event.part;
  if (!('responseId' in event)) return {};
  return { responseId: event.responseId, itemId: 'itemId' in event ? event.itemId : undefined };
}
