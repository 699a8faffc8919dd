import type { ParleyError } from '../errors.ts';
import type { NextAttempt } from './backoff.ts';
import { classifyRejectedSession, type ErrorVerdict, otherDialectOf } from './classifyError.ts';
import type { HistoryEntry } from './historyEntry.ts';
import { entryItems, historyItems } from './historyItems.ts';
import type { LiveChange } from './liveSettings.ts';
import { sessionLost, wrongDialect } from './modelErrors.ts';
import { makeRealtimeParts, type RealtimeParts } from './realtimeParts.ts';
import type { RealtimeSessionOptions } from './realtimeSessionOptions.ts';
import { REASON_DISCARDED, REASON_SESSION_LOST, REASON_STALLED } from './responseReasons.ts';
import type { RenewableSession } from './rollingSession.ts';
import type { ServerError } from './serverEvent.ts';
import type { AudioPart, ResponseOptions, SessionEvent } from './sessionEvents.ts';
import { leftOfSession } from './sessionExpiry.ts';

/**
 * A session with a realtime model over a WebSocket: speaks the dialect of the settings, understands both, and comes back
 * after a loss, with the history. If the first connection fails, `connect()` rejects and no `failed` is told; while
 * it is tried, no `reconnecting` is told. A response that runs when the session is lost ends as `responseDone` `failed`
 * with the reason `session_lost`.
 */
export class RealtimeSession implements RenewableSession {
  readonly #options: RealtimeSessionOptions;
  readonly #own: RealtimeParts;
  #connecting: Promise<void> | undefined;
  #connected: { resolve: () => void; reject: (error: ParleyError) => void } | undefined;
  #ended = false;
  #updateEventId = '';
  #expiresAtS: number | undefined;

  constructor(options: RealtimeSessionOptions) {
    this.#options = options;
    this.#own = makeRealtimeParts(options, {
      emit: (event) => this.#emit(event),
      opened: () => this.#onOpened(),
      created: (expiresAtS) => {
        this.#expiresAtS = expiresAtS;
      },
      configured: (session) => this.#onConfigured(session),
      judgeSettings: (error) => this.#judgeSettings(error),
      stalled: (responseId) => this.#responseLost(responseId, REASON_STALLED),
      lost: (error, next) => this.#onLost(error, next),
      failed: (error) => this.#onFailed(error),
      answerTool: ({ callId, authorIds }, output) => {
        this.sendToolOutput(callId, output);
        this.requestResponse({ authors: () => authorIds ?? [] });
      },
    });
  }

  /** Drops, repairs and oddities by name ({@link CounterName}); a live view. */
  get counters(): Readonly<Record<string, number>> {
    return this.#own.counters.view;
  }

  connect(): Promise<void> {
    this.#connecting ??= new Promise((resolve, reject) => {
      this.#connected = { resolve, reject };
      if (this.#ended) reject(sessionLost('it was closed before it was connected'));
      else this.#own.connection.start();
    });
    return this.#connecting;
  }

  append(pcm: Uint8Array): void {
    if (!this.#ended) this.#own.outbox.audio(pcm);
  }

  commit(): void {
    if (!this.#ended) this.#own.outbox.commit();
  }

  clearInput(): void {
    this.#own.outbox.clearInput();
  }

  requestResponse({ instructions, authors }: ResponseOptions = {}): void {
    if (!this.#ended) this.#own.queue.request(instructions, authors);
  }

  cancelResponse(responseId: string): void {
    this.#own.queue.cancel(responseId);
  }

  discardResponse(responseId: string | undefined): void {
    if (responseId === undefined) {
      this.#own.queue.discardRequested();
      return;
    }
    this.#own.items.discard(responseId);
    this.#own.queue.discard(responseId);
  }

  truncate(part: AudioPart, heardMs: number): void {
    this.#own.items.truncate(part, heardMs);
  }

  deleteItem(itemId: string): void {
    this.#own.items.delete(itemId);
  }

  addText(role: 'user' | 'system', text: string): void {
    if (!this.#ended) this.#own.outbox.item(this.#own.dialect.textItem(role, text));
  }

  sendToolOutput(callId: string, output: string): void {
    this.#own.items.sendToolOutput(callId, output);
  }

  /** Tells the present session of something that was said or done before it; one that follows is told by its memory. */
  tell(entry: HistoryEntry): void {
    if (!this.#own.outbox.isOpen) return;
    for (const item of entryItems(entry, this.#own.dialect)) this.#own.outbox.item(item);
  }

  /** @param input What it is about, in place of the conversation. */
  writeAside(instructions: string, input?: string): Promise<string | undefined> {
    return this.#own.outbox.isOpen
      ? this.#own.outOfBand.ask(instructions, input)
      : Promise.resolve(undefined);
  }

  configure(change: LiveChange): void {
    if (!this.#ended) this.#own.live.change(change);
  }

  close(): void {
    if (this.#ended) return;
    this.#release();
    this.#own.connection.close();
    this.#connected?.reject(sessionLost('it was closed before it was connected'));
  }

  #onOpened(): void {
    const { outbox, dialect, live } = this.#own;
    this.#updateEventId = outbox.send('update', dialect.sessionUpdate(live.current));
    live.sent();
  }

  #onConfigured(session: Record<string, unknown>): void {
    if (this.#own.outbox.isOpen || this.#ended) return;
    const speaks = otherDialectOf(session, this.#options.settings.dialect);
    if (speaks !== undefined) {
      this.#own.connection.fail(wrongDialect(speaks, 'its session has the shape of the other dialect'));
      return;
    }
    this.#own.connection.configured();
    this.#own.outbox.open(historyItems(this.#options.memory.entries, this.#own.dialect));
    // What was held can be too much for a blocked connection: then this session is over already.
    if (!this.#own.outbox.isOpen) return;
    this.#own.queue.open();
    this.#own.live.opened();
    const { epochMs = Date.now } = this.#options;
    this.#emit({ type: 'ready', leftMs: leftOfSession(this.#expiresAtS, epochMs()) });
    this.#connected?.resolve();
  }

  /** Before the settings were taken, nothing else was sent that an error could answer. */
  #judgeSettings(error: ServerError): ErrorVerdict | undefined {
    return this.#own.outbox.isOpen && error.eventId !== this.#updateEventId
      ? undefined
      : classifyRejectedSession(error, this.#options.settings.dialect);
  }

  #onLost(error: ParleyError, next: NextAttempt): void {
    this.#own.counters.count('socketsLost');
    this.#expiresAtS = undefined;
    this.#leaveSession(error);
    if (this.#own.connection.established) this.#emit({ type: 'reconnecting', ...next, error });
  }

  #onFailed(error: ParleyError): void {
    if (this.#own.connection.established) this.#emit({ type: 'failed', error });
    this.#release();
    this.#connected?.reject(error);
  }

  /** What belonged to the session is gone; what is asked from now on waits for the next one. */
  #leaveSession(error: ParleyError): void {
    if (!this.#own.outbox.isOpen) return;
    this.#own.outbox.shut();
    this.#own.live.closed();
    const responseId = this.#own.queue.lost(error);
    if (responseId !== undefined) this.#responseLost(responseId, REASON_SESSION_LOST);
    this.#own.items.clear();
    this.#own.outOfBand.lost();
  }

  #responseLost(responseId: string, cause: string): void {
    const reason = this.#own.items.responses.isDiscarded(responseId) ? REASON_DISCARDED : cause;
    this.#own.items.responses.ended(responseId);
    this.#emit({ type: 'responseDone', responseId, status: 'failed', reason, usage: undefined });
  }

  #release(): void {
    this.#ended = true;
    this.#own.queue.close();
    this.#own.items.clear();
    this.#own.outOfBand.lost();
    this.#own.outbox.discard();
  }

  #emit(event: SessionEvent): void {
    if (this.#ended) return;
    if (event.type === 'audioDelta') this.#own.live.sounded();
    if (event.type === 'responseDone' && event.status === 'completed') this.#own.connection.proved();
    try {
      this.#options.onEvent(event);
      if (event.type === 'responseDone') this.#own.live.settle();
    } catch (thrown) {
      // A fault of the owner must not take the socket's handler, and with it the whole program, down.
      this.#own.counters.count('listenerErrors');
      this.#options.log.error({ err: thrown, type: event.type }, 'a listener of the session threw');
    }
  }
}
