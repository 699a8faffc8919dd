import type { CancelTimer, Clock } from '../../clock.ts';
import type { Speech } from '../speech/speech.ts';
import { planAnswer, readyParts } from './answerPlan.ts';
import type { BrainTurn, Pacing } from './brain.ts';
import type { ServerEvent } from './dialectEncoder.ts';
import { itemToWire, type StoredItem } from './itemStore.ts';
import type { ModelScript } from './modelScript.ts';
import { modelVoice } from './modelVoice.ts';
import type { ResponseParams } from './responseParams.ts';
import { type CancelReason, type ResponseOutcome, ResponseStream } from './responseStream.ts';
import type { UsageMeter } from './usage.ts';
import { WireError } from './wireError.ts';

/** What a runner needs of its session. */
export interface ResponseRunnerHost {
  clock: Clock;
  script: ModelScript;
  speech: Speech;
  usage: UsageMeter;
  conversationId: string;
  emit(event: ServerEvent): void;
  newId(kind: 'item' | 'call' | 'mcp' | 'resp'): string;
  /** The items the response sees. @throws WireError when its own `input` is malformed */
  context(params: ResponseParams): readonly StoredItem[];
  /** What a brain sees of them, once everything in it is understood. */
  turn(
    params: ResponseParams,
    context: readonly StoredItem[],
    reason: BrainTurn['reason'],
  ): Promise<BrainTurn>;
  itemAdded(item: StoredItem): void;
  itemDone(item: StoredItem, outputIndex: number): void;
  /** Sound left: the voice is locked from here on. */
  audioSent(): void;
  /** A response of the default conversation is over; `audioMs` of sound went out. */
  responseDone(firstAudioMs: number | undefined, audioMs: number): void;
}

interface Running {
  id: string;
  params: ResponseParams;
  context: readonly StoredItem[];
  stream: ResponseStream | undefined;
  cancelled: boolean;
  delay: CancelTimer | undefined;
  firstAudioMs: number | undefined;
}

const MOST_RUNNING = 16;

/** Makes responses: one at a time in the default conversation, out-of-band ones beside it. */
export class ResponseRunner {
  readonly #host: ResponseRunnerHost;
  readonly #running = new Map<string, Running>();

  constructor(host: ResponseRunnerHost) {
    this.#host = host;
  }

  /** The response that answers the default conversation right now. */
  get activeId(): string | undefined {
    return this.#active()?.id;
  }

  /** Begins a response. @throws WireError when the conversation has one already */
  start(params: ResponseParams, reason: BrainTurn['reason']): void {
    const active = this.#active();
    if (!params.outOfBand && active !== undefined) {
      throw new WireError({
        code: 'conversation_already_has_active_response',
        message: `Conversation already has an active response in progress: ${active.id}. Wait until the response is finished before creating a new one.`,
      });
    }
    if (this.#running.size >= MOST_RUNNING)
      throw new WireError({ code: 'rate_limit_exceeded', message: 'Too many responses run at once.' });
    const context = this.#host.context(params);
    const running: Running = {
      id: this.#host.newId('resp'),
      params,
      context,
      stream: undefined,
      cancelled: false,
      delay: undefined,
      firstAudioMs: undefined,
    };
    this.#running.set(running.id, running);
    this.#host.emit({ type: 'response.created', response: this.#toWire(running, 'in_progress', null) });
    const startedMs = this.#host.clock.nowMs();
    this.#think(running, reason, startedMs).catch((thrown: unknown) => {
      if (running.cancelled) return;
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      this.#done(running, { status: 'failed', code: 'server_error', message });
    });
  }

  /** Cancels the named response, or the one in the default conversation. @throws WireError when there is none */
  cancel(responseId: string | undefined): void {
    const running = responseId === undefined ? this.#active() : this.#running.get(responseId);
    if (running === undefined) {
      throw new WireError({
        code: 'response_cancel_not_active',
        message: 'Cancellation failed: no active response found',
      });
    }
    this.#cut(running, 'client_cancelled');
  }

  /** The VAD heard speech: cancels what the default conversation is being answered. */
  interrupt(): void {
    const active = this.#active();
    if (active !== undefined) this.#cut(active, 'turn_detected');
  }

  /** The connection is gone. */
  dispose(): void {
    for (const running of this.#running.values()) {
      running.cancelled = true;
      running.delay?.();
      running.stream?.abandon();
    }
    this.#running.clear();
  }

  async #think(running: Running, reason: BrainTurn['reason'], startedMs: number): Promise<void> {
    const { clock, script, speech } = this.#host;
    const { params } = running;
    const thought = script.takeThought();
    const answer = await thought(await this.#host.turn(params, running.context, reason));
    const pacing: Pacing = { ...script.pacing, ...answer.pacing };
    const voice = modelVoice(params.voice);
    const parts = await readyParts(answer.parts, params.modality, (text) =>
      speech.synthesize(text, { voice, speed: params.speed }),
    );
    if (running.cancelled) return;
    const plan = planAnswer(parts, pacing, params.maxOutputTokens, answer.end);
    running.stream = new ResponseStream(
      {
        responseId: running.id,
        clock,
        pacing,
        emit: this.#host.emit,
        newId: this.#host.newId,
        opened: (item) => {
          if (!params.outOfBand) this.#host.itemAdded(item);
        },
        closed: (item, outputIndex) => {
          if (!params.outOfBand) this.#host.itemDone(item, outputIndex);
        },
        audioSent: () => {
          running.firstAudioMs ??= clock.nowMs();
          this.#host.audioSent();
        },
        done: (outcome) => this.#done(running, outcome),
      },
      plan,
    );
    const waitMs = pacing.delayMs - (clock.nowMs() - startedMs);
    if (waitMs <= 0) running.stream.start();
    else running.delay = clock.after(waitMs, () => running.stream?.start());
  }

  #cut(running: Running, reason: CancelReason): void {
    if (running.cancelled) return;
    running.cancelled = true;
    running.delay?.();
    if (running.stream === undefined) this.#done(running, { status: 'cancelled', reason });
    else running.stream.cancel(reason);
  }

  #done(running: Running, outcome: ResponseOutcome): void {
    if (!this.#running.delete(running.id)) return;
    const items = running.stream?.items ?? [];
    const usage = this.#host.usage.bill(running.params.instructions, running.context, items);
    const response = { ...this.#toWire(running, outcome.status, statusDetails(outcome)), usage };
    this.#host.emit({ type: 'response.done', response });
    this.#host.emit({ type: 'rate_limits.updated', rate_limits: RATE_LIMITS });
    if (running.params.outOfBand) return;
    const audioMs = items.reduce((sum, item) => sum + (item.content[0]?.audioMs ?? 0), 0);
    this.#host.responseDone(running.firstAudioMs, audioMs);
  }

  #active(): Running | undefined {
    for (const running of this.#running.values()) if (!running.params.outOfBand) return running;
    return undefined;
  }

  #toWire(running: Running, status: string, details: unknown): Record<string, unknown> {
    const { params } = running;
    return {
      object: 'realtime.response',
      id: running.id,
      status,
      status_details: details,
      output: running.stream?.items.map((item) => itemToWire(item)) ?? [],
      conversation_id: params.outOfBand ? null : this.#host.conversationId,
      output_modalities: [params.modality],
      max_output_tokens: params.maxOutputTokens,
      audio: { output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: params.voice } },
      usage: null,
      metadata: params.metadata,
    };
  }
}

const RATE_LIMITS = [{ name: 'tokens', limit: 40_000, remaining: 39_000, reset_seconds: 1.5 }];

function statusDetails(outcome: ResponseOutcome): unknown {
  switch (outcome.status) {
    case 'cancelled':
      return { type: 'cancelled', reason: outcome.reason };
    case 'incomplete':
      return { type: 'incomplete', reason: outcome.reason ?? 'max_output_tokens' };
    case 'failed': {
      const message = outcome.message ?? 'The server had an error while processing your request.';
      const error = { type: outcome.type ?? 'server_error', code: outcome.code ?? 'server_error', message };
      return { type: 'failed', error };
    }
    default:
      return null;
  }
}
