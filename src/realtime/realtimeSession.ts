import type { Clock } from '../clock.ts';
import type { ParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import type { NextAttempt } from './backoff.ts';
import { betaDialect } from './betaDialect.ts';
import { classifyRejectedSession, type ErrorVerdict, otherDialectOf } from './classifyError.ts';
import * as client from './clientEvents.ts';
import { ConversationItems } from './conversationItems.ts';
import { Counters } from './counters.ts';
import type { DialectEncoder } from './dialectEncoder.ts';
import { gaDialect } from './gaDialect.ts';
import type { HistoryEntry } from './historyEntry.ts';
import { entryItems, historyItems } from './historyItems.ts';
import { type LiveChange, LiveSettings } from './liveSettings.ts';
import type { Memory } from './memory.ts';
import { ModelConnection } from './modelConnection.ts';
import { sessionLost, wrongDialect } from './modelErrors.ts';
import type { ModelSettings } from './modelSettings.ts';
import { Outbox } from './outbox.ts';
import { OutOfBand } from './outOfBand.ts';
import { ResponseQueue } from './responseQueue.ts';
import { REASON_DISCARDED, REASON_SESSION_LOST, REASON_STALLED } from './responseReasons.ts';
import type { RenewableSession } from './rollingSession.ts';
import type { ServerError } from './serverEvent.ts';
import { ServerEventHandler } from './serverEventHandler.ts';
import type { AudioPart, ResponseOptions, SessionEvent } from './sessionEvents.ts';
import { leftOfSession } from './sessionExpiry.ts';

export interface RealtimeSessionOptions {
  settings: ModelSettings;
  onEvent: (event: SessionEvent) => void;
  clock: Clock;
  log: Logger;
  /** What every session is told first. */
  memory: Pick<Memory, 'entries'>;
  /** Default: its own. */
  counters?: Counters;
  /** Evenly in [0, 1): spreads reconnects. Default `Math.random`. */
  random?: () => number;
  /** The time of day, in ms since 1970. Default `Date.now`. */
  epochMs?: () => number;
}

/**
 * A session with a realtime model over a WebSocket: speaks the dialect of the settings, understands both, and comes back
 * after a loss, with the history. If the first connection fails, `connect()` rejects and no `failed` is told; while
 * it is tried, no `reconnecting` is told. A response that runs when the session is lost ends as `responseDone` `failed`
 * with the reason `session_lost`.
 */
export class RealtimeSession implements RenewableSession {
  readonly #settings: Pick<ModelSettings, 'dialect'>;
  readonly #live: LiveSettings;
  readonly #onEvent: (event: SessionEvent) => void;
  readonly #log: Logger;
  readonly #dialect: DialectEncoder;
  readonly #counters: Counters;
  readonly #outbox: Outbox;
  readonly #items: ConversationItems;
  readonly #outOfBand: OutOfBand;
  readonly #memory: Pick<Memory, 'entries'>;
  readonly #queue: ResponseQueue;
  readonly #connection: ModelConnection;
  readonly #epochMs: () => number;
  #connecting: Promise<void> | undefined;
  #connected: { resolve: () => void; reject: (error: ParleyError) => void } | undefined;
  #ended = false;
  #updateEventId = '';
  #expiresAtS: number | undefined;

  constructor(options: RealtimeSessionOptions) {
    const { settings, onEvent, clock, log, random = Math.random } = options;
    this.#settings = settings;
    this.#counters = options.counters ?? new Counters();
    this.#onEvent = onEvent;
    this.#epochMs = options.epochMs ?? Date.now;
    this.#log = log;
    this.#dialect = settings.dialect === 'ga' ? gaDialect : betaDialect;
    this.#live = new LiveSettings(settings, {
      send: (change) => this.#outbox.send('change', this.#dialect.liveUpdate(change)),
      busy: () => this.#queue.activeId !== undefined,
    });
    this.#queue = new ResponseQueue(clock, {
      create: (eventId, instructions) =>
        this.#outbox.sendAs(eventId, client.responseCreateEvent(instructions)),
      cancel: (responseId) => this.#outbox.send('cancel', client.responseCancelEvent(responseId)),
      refused: (error) => this.#emit({ type: 'responseRefused', error }),
      stalled: (responseId) => this.#responseLost(responseId, REASON_STALLED),
    });
    this.#outbox = new Outbox({
      wire: {
        unsentBytes: () => this.#connection.unsentBytes,
        send: (text) => this.#connection.send(text),
      },
      counters: this.#counters,
      commitRefused: (lost) => this.#emit({ type: 'commitRefused', ...(lost ? { lost } : {}) }),
    });
    this.#items = new ConversationItems(this.#outbox, this.#counters);
    this.#outOfBand = new OutOfBand(clock, (request) =>
      this.#outbox.sendAs(request.mark, this.#dialect.asideEvent(request)),
    );
    this.#memory = options.memory;
    const handler = new ServerEventHandler({
      outOfBand: this.#outOfBand,
      queue: this.#queue,
      outbox: this.#outbox,
      items: this.#items,
      counters: this.#counters,
      log,
      emit: (event) => this.#emit(event),
      created: (expiresAtS) => {
        this.#expiresAtS = expiresAtS;
      },
      configured: (session) => this.#onConfigured(session),
      judgeSettings: (error) => this.#judgeSettings(error),
      lose: (error) => this.#connection.lose(error),
      fail: (error) => this.#connection.fail(error),
      answerTool: ({ callId, authorIds }, output) => {
        this.sendToolOutput(callId, output);
        this.requestResponse({ authors: () => authorIds ?? [] });
      },
    });
    this.#connection = new ModelConnection({
      settings,
      dialect: this.#dialect,
      clock,
      log,
      random,
      events: {
        open: () => {
          this.#updateEventId = this.#outbox.send('update', this.#dialect.sessionUpdate(this.#live.current));
          this.#live.sent();
        },
        text: (frame) => handler.frame(frame),
        binary: () => this.#counters.count('binaryFrames'),
        roundTrip: (roundTripMs) => this.#emit({ type: 'roundTrip', roundTripMs }),
        lost: (error, next) => this.#onLost(error, next),
        failed: (error) => this.#onFailed(error),
      },
    });
  }

  /** Drops, repairs and oddities by name ({@link CounterName}); a live view. */
  get counters(): Readonly<Record<string, number>> {
    return this.#counters.view;
  }

  connect(): Promise<void> {
    this.#connecting ??= new Promise((resolve, reject) => {
      this.#connected = { resolve, reject };
      if (this.#ended) reject(sessionLost('it was closed before it was connected'));
      else this.#connection.start();
    });
    return this.#connecting;
  }

  append(pcm: Uint8Array): void {
    if (!this.#ended) this.#outbox.audio(pcm);
  }

  commit(): void {
    if (!this.#ended) this.#outbox.commit();
  }

  clearInput(): void {
    this.#outbox.clearInput();
  }

  requestResponse({ instructions, authors }: ResponseOptions = {}): void {
    if (!this.#ended) this.#queue.request(instructions, authors);
  }

  cancelResponse(responseId: string): void {
    this.#queue.cancel(responseId);
  }

  discardResponse(responseId: string | undefined): void {
    if (responseId === undefined) {
      this.#queue.discardRequested();
      return;
    }
    this.#items.discard(responseId);
    this.#queue.discard(responseId);
  }

  truncate(part: AudioPart, heardMs: number): void {
    this.#items.truncate(part, heardMs);
  }

  deleteItem(itemId: string): void {
    this.#items.delete(itemId);
  }

  addText(role: 'user' | 'system', text: string): void {
    if (!this.#ended) this.#outbox.item(this.#dialect.textItem(role, text));
  }

  sendToolOutput(callId: string, output: string): void {
    this.#items.sendToolOutput(callId, output);
  }

  /** Tells the present session of something that was said or done before it; one that follows is told by its memory. */
  tell(entry: HistoryEntry): void {
    if (!this.#outbox.isOpen) return;
    for (const item of entryItems(entry, this.#dialect)) this.#outbox.item(item);
  }

  /** @param input What it is about, in place of the conversation. */
  writeAside(instructions: string, input?: string): Promise<string | undefined> {
    return this.#outbox.isOpen ? this.#outOfBand.ask(instructions, input) : Promise.resolve(undefined);
  }

  configure(change: LiveChange): void {
    if (!this.#ended) this.#live.change(change);
  }

  close(): void {
    if (this.#ended) return;
    this.#release();
    this.#connection.close();
    this.#connected?.reject(sessionLost('it was closed before it was connected'));
  }

  #onConfigured(session: Record<string, unknown>): void {
    if (this.#outbox.isOpen || this.#ended) return;
    const speaks = otherDialectOf(session, this.#settings.dialect);
    if (speaks !== undefined) {
      this.#connection.fail(wrongDialect(speaks, 'its session has the shape of the other dialect'));
      return;
    }
    this.#connection.configured();
    this.#outbox.open(historyItems(this.#memory.entries, this.#dialect));
    // What was held can be too much for a blocked connection: then this session is over already.
    if (!this.#outbox.isOpen) return;
    this.#queue.open();
    this.#live.opened();
    this.#emit({ type: 'ready', leftMs: leftOfSession(this.#expiresAtS, this.#epochMs()) });
    this.#connected?.resolve();
  }

  /** Before the settings were taken, nothing else was sent that an error could answer. */
  #judgeSettings(error: ServerError): ErrorVerdict | undefined {
    return this.#outbox.isOpen && error.eventId !== this.#updateEventId
      ? undefined
      : classifyRejectedSession(error, this.#settings.dialect);
  }

  #onLost(error: ParleyError, next: NextAttempt): void {
    this.#counters.count('socketsLost');
    this.#expiresAtS = undefined;
    this.#leaveSession(error);
    if (this.#connection.established) this.#emit({ type: 'reconnecting', ...next, error });
  }

  #onFailed(error: ParleyError): void {
    if (this.#connection.established) this.#emit({ type: 'failed', error });
    this.#release();
    this.#connected?.reject(error);
  }

  /** What belonged to the session is gone; what is asked from now on waits for the next one. */
  #leaveSession(error: ParleyError): void {
    if (!this.#outbox.isOpen) return;
    this.#outbox.shut();
    this.#live.closed();
    const responseId = this.#queue.lost(error);
    if (responseId !== undefined) this.#responseLost(responseId, REASON_SESSION_LOST);
    this.#items.clear();
    this.#outOfBand.lost();
  }

  #responseLost(responseId: string, cause: string): void {
    const reason = this.#items.responses.isDiscarded(responseId) ? REASON_DISCARDED : cause;
    this.#items.responses.ended(responseId);
    this.#emit({ type: 'responseDone', responseId, status: 'failed', reason, usage: undefined });
  }

  #release(): void {
    this.#ended = true;
    this.#queue.close();
    this.#items.clear();
    this.#outOfBand.lost();
    this.#outbox.discard();
  }

  #emit(event: SessionEvent): void {
    if (this.#ended) return;
    if (event.type === 'audioDelta') this.#live.sounded();
    if (event.type === 'responseDone' && event.status === 'completed') this.#connection.proved();
    try {
      this.#onEvent(event);
      if (event.type === 'responseDone') this.#live.settle();
    } catch (thrown) {
      // A fault of the owner must not take the socket's handler, and with it the whole program, down.
      this.#counters.count('listenerErrors');
      this.#log.error({ err: thrown, type: event.type }, 'a listener of the session threw');
    }
  }
}
