import { expect } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import { AudioLedger } from '../../src/realtime/audioLedger.ts';
import { Counters } from '../../src/realtime/counters.ts';
import { ResponseBook } from '../../src/realtime/responseBook.ts';
import { ResponseQueue } from '../../src/realtime/responseQueue.ts';
import { ServerEventHandler } from '../../src/realtime/serverEventHandler.ts';
import type { SessionEvent } from '../../src/realtime/sessionEvents.ts';
import { ToolCallBook } from '../../src/realtime/toolCallBook.ts';
import type { ManualClock } from '../manualClock.ts';

/** What is asked for: something new, or a second try at the named response. */
type Ask = { retryOf: string | undefined };
type DoneEvent = Extract<SessionEvent, { type: 'responseDone' }>;

/** An event of the server, as far as this owner looks into it. */
export interface Frame {
  type: string;
  response?: { id: string; [field: string]: unknown };
  error?: { event_id?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** The server's side, as the owner's session sees it: everything arrives later. */
export interface FarServer {
  create(eventId: string): void;
  cancel(responseId: string): void;
  deleteItem(itemId: string): void;
}

/**
 * An owner that asks for responses and takes them back, with the real queue, books and handler in between. It keeps its own account
 * of what it asked for, and objects to everything that does not fit.
 */
export class DiscardingOwner {
  readonly #queue: ResponseQueue;
  readonly #responses: ResponseBook;
  readonly #handler: ServerEventHandler;
  /** Asked, and not sent. */
  #pending: Ask | undefined;
  /** Sent, and without a name. */
  #flight: (Ask & { discarded: boolean; again: boolean }) | undefined;
  /** A response failed for good: that is told, too. */
  #owesRefusal = false;
  readonly discarded = new Set<string>();
  readonly dones: DoneEvent[] = [];
  readonly created: string[] = [];
  creates = 0;

  constructor(clock: ManualClock, server: FarServer) {
    this.#queue = new ResponseQueue(clock, {
      create: (eventId) => {
        this.#onCreate();
        server.create(eventId);
      },
      cancel: (responseId) => server.cancel(responseId),
      refused: () => this.#onEvent({ type: 'responseRefused' }),
      stalled: () => expect.unreachable('this server always answers in the end'),
    });
    this.#responses = new ResponseBook((itemId) => server.deleteItem(itemId));
    this.#handler = new ServerEventHandler({
      model: 'm',
      queue: this.#queue,
      items: { responses: this.#responses, ledger: new AudioLedger(), calls: new ToolCallBook() },
      outbox: { committed: () => undefined, refusedCommit: () => false },
      outOfBand: { takes: () => false },
      counters: new Counters(),
      log: silentLogger(),
      emit: (event) => this.#onEvent(event),
      created: () => undefined,
      configured: () => undefined,
      judgeSettings: () => undefined,
      lose: () => expect.unreachable(),
      fail: () => expect.unreachable(),
      answerTool: () => expect.unreachable(),
    });
    this.#queue.open();
  }

  /** Nothing that was asked for is still to come. */
  get satisfied(): boolean {
    return this.#pending === undefined && (this.#flight === undefined || this.#flight.discarded);
  }

  request(): void {
    // Before the queue hears of it: what it can send, it sends at once.
    this.#pending = { retryOf: undefined };
    this.#queue.request();
  }

  discardUnnamed(): void {
    this.#pending = undefined;
    if (this.#flight !== undefined) this.#flight.discarded = true;
    this.#queue.discardRequested();
  }

  /** Any of those that were created, the newest first. */
  discard(age: number): void {
    const responseId = this.created.at(-1 - age);
    if (responseId === undefined) return;
    this.discarded.add(responseId);
    if (this.#pending?.retryOf === responseId) this.#pending = undefined;
    if (this.#flight?.retryOf === responseId) this.#flight.discarded = true;
    this.#responses.discard(responseId);
    this.#queue.discard(responseId);
  }

  /** A frame of the server has arrived. */
  receive(frame: Frame): void {
    const responseId = frame.response?.id;
    const unheard = frame.type === 'response.created' && this.#flight?.discarded === true;
    if (unheard && responseId !== undefined) {
      this.discarded.add(responseId);
      this.#flight = undefined;
    }
    const refused = frame.error?.event_id?.startsWith('create') === true;
    if (refused && this.#flight?.discarded === true) this.#flight = undefined;
    this.#handler.frame(JSON.stringify(frame));
  }

  #onCreate(): void {
    this.creates += 1;
    // One that the server refused, or did not answer, is asked once more, together with what was asked meanwhile.
    const before = this.#flight?.discarded === false ? this.#flight : undefined;
    const ask = this.#pending ?? before;
    expect(ask, 'nobody asked').toBeDefined();
    const again = before !== undefined && this.#pending === undefined;
    expect(again && before.again, 'asked more than once more').toBe(false);
    this.#flight = { retryOf: ask?.retryOf, discarded: false, again };
    this.#pending = undefined;
  }

  #onEvent(event: SessionEvent | { type: 'responseRefused' }): void {
    if (event.type === 'responseCreated') {
      expect(this.#flight?.discarded, 'created, and nobody asked').toBe(false);
      this.#flight = undefined;
      this.created.push(event.responseId);
    } else if (event.type === 'responseRefused') {
      if (!this.#owesRefusal) {
        expect(this.#flight?.discarded, 'refused, and nobody asked').toBe(false);
        this.#flight = undefined;
      }
      this.#owesRefusal = false;
    } else if (event.type === 'responseDone') {
      this.dones.push(event);
      expect(event.reason === 'discarded').toBe(this.discarded.has(event.responseId));
      if (event.retrying) this.#pending ??= { retryOf: event.responseId };
      else this.#owesRefusal = event.status === 'failed' && event.reason !== 'discarded';
    } else if (event.type !== 'used') {
      const responseId = 'part' in event ? event.part.responseId : responseIdOf(event);
      expect(this.discarded.has(responseId), `${event.type} of a discarded response`).toBe(false);
      expect(this.created).toContain(responseId);
    }
  }
}

function responseIdOf(event: SessionEvent): string {
  if (event.type === 'toolCall') return event.call.responseId;
  return 'responseId' in event ? event.responseId : expect.unreachable(event.type);
}
