import type { Clock } from '../../src/clock.ts';
import { ResponseQueue } from '../../src/realtime/responseQueue.ts';
import { REASON_DISCARDED } from '../../src/realtime/responseReasons.ts';
import type { ResponseOptions } from '../../src/realtime/sessionEvents.ts';
import { ScriptedRealtime } from './scriptedRealtime.ts';

/** A response, and which commits its request came behind: the model answers those, and knows of none after them. */
export interface MadeResponse {
  responseId: string;
  commitsBefore: number;
  discarded: boolean;
}

/** A model with the product's own queue of requests: one response at a time, made when the test says so. */
export class QueuedModel extends ScriptedRealtime {
  readonly responses: MadeResponse[] = [];
  /** The places of the commits that were taken out of the conversation again. */
  readonly forgotten = new Set<number>();
  readonly #queue: ResponseQueue;
  #requested: number | undefined;
  #calls = 0;

  constructor(clock: Clock, ...made: ConstructorParameters<typeof ScriptedRealtime>) {
    super(...made);
    this.#queue = new ResponseQueue(clock, {
      create: () => {
        this.#requested = this.heard.length;
      },
      cancel: () => {},
      refused: () => {},
      stalled: () => {},
    });
    this.#queue.open();
  }

  /** Each commit is acknowledged; the item is named after its place. */
  override commit(): void {
    super.commit();
    this.tell({ type: 'committed', itemId: `i${this.heard.length - 1}` });
  }

  override deleteItem(itemId: string): void {
    super.deleteItem(itemId);
    this.forgotten.add(Number(itemId.slice(1)));
  }

  override requestResponse({ instructions, authors }: ResponseOptions = {}): void {
    this.#queue.request(instructions, authors);
  }

  override cancelResponse(responseId: string): void {
    this.#queue.cancel(responseId);
  }

  override discardResponse(responseId: string | undefined): void {
    if (responseId === undefined) this.#queue.discardRequested();
    else {
      const response = this.responses.find((made) => made.responseId === responseId);
      if (response !== undefined) response.discarded = true;
      this.#queue.discard(responseId);
    }
  }

  /** The server begins what was requested, if anything was, and nothing is being made. */
  create(): void {
    const commitsBefore = this.#requested;
    if (commitsBefore === undefined || this.#queue.activeId !== undefined) return;
    this.#requested = undefined;
    const responseId = `r${this.responses.length + 1}`;
    const response = { responseId, commitsBefore, discarded: this.#queue.expectsDiscarded };
    this.responses.push(response);
    if (!response.discarded) this.tell({ type: 'responseCreated', responseId });
    this.#queue.created(responseId);
  }

  /** Some sound of what is being made. */
  sound(pcm: Uint8Array): void {
    const { responseId, discarded } = this.responses.at(-1) ?? { discarded: true };
    if (responseId === undefined || responseId !== this.#queue.activeId || discarded) return;
    this.#queue.alive(responseId, true);
    this.tell({ type: 'audioDelta', part: { responseId, itemId: `${responseId}-i`, contentIndex: 0 }, pcm });
  }

  /** The response calls a function. @param back 0: the last one; 1: the one before, long over, and so on */
  call(back: number): void {
    const response = this.responses.at(-1 - back);
    if (response === undefined || response.discarded) return;
    const { responseId } = response;
    this.#calls += 1;
    const authorIds = this.#queue.authorsOf(responseId);
    const callId = `${responseId}/${this.#calls}`;
    this.tell({
      type: 'toolCall',
      call: { callId, responseId, name: 'purge', argumentsJson: '{}', authorIds },
    });
  }

  done(): void {
    const responseId = this.#queue.activeId;
    if (responseId === undefined) return;
    const end = { status: 'completed', usage: undefined } as const;
    const isDiscarded = this.responses.some((made) => made.responseId === responseId && made.discarded);
    this.tell({
      type: 'responseDone',
      responseId,
      reason: isDiscarded ? REASON_DISCARDED : undefined,
      ...end,
    });
    this.#queue.done(responseId, { ok: true });
  }
}
