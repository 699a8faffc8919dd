import { samplesToMs } from '../../audio/format.ts';
import type { CancelTimer, Clock } from '../../clock.ts';
import type { AnswerPlan, Beat, ReadyPart } from './answerPlan.ts';
import type { AnswerEnd, Pacing } from './brain.ts';
import type { ServerEvent } from './dialectEncoder.ts';
import { itemToWire, type StoredItem } from './itemStore.ts';

/** Why a response was cut off. */
export type CancelReason = 'turn_detected' | 'client_cancelled';

/** How a response turned out. */
export type ResponseOutcome = AnswerEnd | { status: 'cancelled'; reason: CancelReason };

/** What a stream of one response needs from its runner. */
export interface ResponseStreamHost {
  responseId: string;
  clock: Clock;
  pacing: Pacing;
  emit(event: ServerEvent): void;
  newId(kind: 'item' | 'call' | 'mcp'): string;
  /** A new output item: goes into the conversation unless the response is out-of-band. */
  opened(item: StoredItem): void;
  closed(item: StoredItem, outputIndex: number): void;
  audioSent(): void;
  done(outcome: ResponseOutcome): void;
}

/** Sends the beats of one answer at their times, keeps the items it makes, and closes properly when it is cut off. */
export class ResponseStream {
  readonly items: StoredItem[] = [];
  readonly #host: ResponseStreamHost;
  readonly #plan: AnswerPlan;
  #next = 0;
  #openPart: number | undefined;
  #cancelTimer: CancelTimer | undefined;
  #over = false;

  constructor(host: ResponseStreamHost, plan: AnswerPlan) {
    this.#host = host;
    this.#plan = plan;
  }

  /** Begins; the first beat is due now. */
  start(): void {
    this.#run(this.#host.clock.nowMs());
  }

  /** Cuts the answer off: late deltas, the closing events, then `done`. Later calls do nothing. */
  cancel(reason: CancelReason): void {
    if (this.#over) return;
    this.#stop();
    const late = this.#deltasAhead();
    const before = late.slice(0, this.#host.pacing.lateDeltas);
    for (const beat of before) this.#send(beat);
    const item = this.#openItem();
    const after = late.slice(before.length, before.length + this.#host.pacing.lateDeltasAfterDone);
    const stale =
      item === undefined
        ? []
        : after.map((beat) => this.#delta(beat, item)).filter((one) => one !== undefined);
    this.#closeOpen('incomplete');
    this.#host.done({ status: 'cancelled', reason });
    for (const event of stale) this.#host.emit(event);
  }

  /** The connection is gone: sends nothing more. */
  abandon(): void {
    this.#stop();
  }

  #run(startMs: number): void {
    const { beats, end, endMs } = this.#plan;
    const elapsedMs = this.#host.clock.nowMs() - startMs;
    while (!this.#over) {
      const beat = beats[this.#next];
      const dueMs = beat?.atMs ?? endMs;
      // Beats of the same instant go out together; a fraction of a millisecond is no reason to wait.
      if (dueMs > elapsedMs + 0.5) {
        this.#cancelTimer = this.#host.clock.after(dueMs - elapsedMs, () => this.#run(startMs));
        return;
      }
      if (beat === undefined) {
        this.#finish(end);
        return;
      }
      this.#next++;
      this.#send(beat);
    }
  }

  #finish(end: AnswerEnd): void {
    if (end.status === 'stalled') return;
    this.#stop();
    this.#closeOpen(end.status === 'completed' ? 'completed' : 'incomplete');
    this.#host.done(end);
  }

  #stop(): void {
    this.#over = true;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  /** Deltas of the open item that were already on their way. */
  #deltasAhead(): Beat[] {
    const ahead: Beat[] = [];
    for (const beat of this.#plan.beats.slice(this.#next)) {
      if (beat.part !== this.#openPart || beat.type === 'close') break;
      if (beat.type === 'audio') ahead.push(beat);
    }
    return ahead;
  }

  #send(beat: Beat): void {
    if (beat.type === 'open') {
      this.#open(beat.part);
      return;
    }
    if (beat.type === 'close') {
      this.#closeOpen('completed');
      return;
    }
    const item = this.#openItem();
    if (item === undefined) return;
    const event = this.#delta(beat, item);
    if (event === undefined) return;
    this.#grow(item, beat);
    this.#host.emit(event);
  }

  #open(part: number): void {
    const ready = this.#plan.parts[part];
    if (ready === undefined) return;
    const host = this.#host;
    const item = itemFor(ready, (kind) => host.newId(kind));
    this.items.push(item);
    this.#openPart = part;
    host.emit({ type: 'response.output_item.added', ...this.#at(item), item: itemToWire(item) });
    host.opened(item);
    if (ready.type === 'functionCall' || ready.type === 'remoteCall') return;
    const spoken = ready.type === 'speech';
    item.content.push(
      spoken ? { type: 'output_audio', transcript: '', audioMs: 0 } : { type: 'output_text', text: '' },
    );
    host.emit({
      type: 'response.content_part.added',
      ...this.#inContent(item),
      part: spoken ? { type: 'audio', transcript: '' } : { type: 'text', text: '' },
    });
  }

  #delta(beat: Beat, item: StoredItem): ServerEvent | undefined {
    if (beat.type === 'audio') {
      const { buffer, byteOffset, byteLength } = beat.pcm;
      const delta = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
      return { type: 'response.output_audio.delta', ...this.#inContent(item), delta };
    }
    if (beat.type === 'words') {
      const type = item.content[0]?.type === 'output_audio' ? 'output_audio_transcript' : 'output_text';
      return { type: `response.${type}.delta`, ...this.#inContent(item), delta: beat.text };
    }
    if (beat.type !== 'arguments') return undefined;
    if (item.type === 'mcp_call') {
      const type = 'response.mcp_call_arguments.delta';
      return { type, ...this.#at(item), item_id: item.id, delta: beat.text };
    }
    const type = 'response.function_call_arguments.delta';
    return { type, ...this.#at(item), item_id: item.id, call_id: item.callId, delta: beat.text };
  }

  #grow(item: StoredItem, beat: Beat): void {
    const part = item.content[0];
    if (beat.type === 'arguments') item.arguments = (item.arguments ?? '') + beat.text;
    if (part === undefined) return;
    if (beat.type === 'audio') {
      part.audioMs = (part.audioMs ?? 0) + samplesToMs(beat.pcm.length);
      this.#host.audioSent();
    }
    if (beat.type !== 'words') return;
    if (part.type === 'output_audio') part.transcript = (part.transcript ?? '') + beat.text;
    else part.text = (part.text ?? '') + beat.text;
  }

  #closeOpen(status: 'completed' | 'incomplete'): void {
    const item = this.#openItem();
    if (item === undefined) return;
    const part = item.content[0];
    item.status = status;
    const at = this.#inContent(item);
    if (part?.type === 'output_audio') {
      const { transcript } = part;
      this.#host.emit({ type: 'response.output_audio.done', ...at });
      this.#host.emit({ type: 'response.output_audio_transcript.done', ...at, transcript });
      this.#host.emit({ type: 'response.content_part.done', ...at, part: { type: 'audio', transcript } });
    } else if (part?.type === 'output_text') {
      this.#host.emit({ type: 'response.output_text.done', ...at, text: part.text });
      this.#host.emit({ type: 'response.content_part.done', ...at, part: { type: 'text', text: part.text } });
    } else if (item.type === 'function_call') {
      this.#host.emit({
        type: 'response.function_call_arguments.done',
        ...this.#at(item),
        item_id: item.id,
        call_id: item.callId,
        name: item.name,
        arguments: item.arguments,
      });
    } else if (item.type === 'mcp_call') {
      const type = 'response.mcp_call_arguments.done';
      this.#host.emit({ type, ...this.#at(item), item_id: item.id, arguments: item.arguments });
    }
    this.#openPart = undefined;
    this.#host.closed(item, this.items.indexOf(item));
    this.#host.emit({ type: 'response.output_item.done', ...this.#at(item), item: itemToWire(item) });
  }

  #openItem(): StoredItem | undefined {
    return this.#openPart === undefined ? undefined : this.items.at(-1);
  }

  #at(item: StoredItem): { response_id: string; output_index: number } {
    return { response_id: this.#host.responseId, output_index: this.items.indexOf(item) };
  }

  #inContent(item: StoredItem): Record<string, unknown> {
    return { ...this.#at(item), item_id: item.id, content_index: 0 };
  }
}

function itemFor(ready: ReadyPart, newId: ResponseStreamHost['newId']): StoredItem {
  const begun = { status: 'in_progress' as const, content: [] };
  if (ready.type === 'functionCall') {
    const callId = ready.callId ?? newId('call');
    return { id: newId('item'), type: 'function_call', ...begun, name: ready.name, callId, arguments: '' };
  }
  if (ready.type === 'remoteCall') {
    const { server: serverLabel, name } = ready;
    return { id: newId('mcp'), type: 'mcp_call', ...begun, serverLabel, name, arguments: '' };
  }
  return { id: newId('item'), type: 'message', role: 'assistant', ...begun };
}
