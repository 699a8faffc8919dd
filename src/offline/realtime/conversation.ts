import { samplesToMs } from '../../audio/format.ts';
import type { BrainTurn, Heard } from './brain.ts';
import type { ServerEvent } from './dialectEncoder.ts';
import { parseItem } from './itemCreate.ts';
import { ItemStore, itemToWire, type StoredItem } from './itemStore.ts';
import type { ModelScript } from './modelScript.ts';
import type { PhraseBook } from './phraseBook.ts';
import type { ResponseParams } from './responseParams.ts';
import { truncateItem } from './truncateItem.ts';
import { brainTurn, responseContext } from './turnContext.ts';
import { Understanding } from './understanding.ts';
import { WireError } from './wireError.ts';

/** A `conversation.item.truncate` that was accepted. */
export interface Truncation {
  itemId: string;
  contentIndex: number;
  audioEndMs: number;
  /** `performance.now()`. */
  atMs: number;
}

export interface ConversationHost {
  script: ModelScript;
  phrases: PhraseBook;
  emit(event: ServerEvent): void;
  newItemId(): string;
}

const MOST_TRUNCATIONS = 1_000;
const MOST_HEARD = 200;

/** The default conversation: its items, what was understood of them, and the client events that change them. */
export class Conversation {
  /** The accepted truncations, oldest first (bounded). */
  readonly truncations: Truncation[] = [];
  readonly #host: ConversationHost;
  readonly #items = new ItemStore();
  readonly #heard = new Map<string, Promise<Heard>>();
  readonly #understanding: Understanding;

  constructor(host: ConversationHost) {
    this.#host = host;
    this.#understanding = new Understanding(host.phrases);
  }

  /** All items, oldest first. */
  get items(): readonly StoredItem[] {
    return this.#items.all;
  }

  /** `conversation.item.create`. @throws WireError when the item or its place is refused */
  create(input: unknown, previousId: string | undefined): void {
    const item = parseItem(input, this.#host.newItemId);
    if (item.type === 'function_call_output' && !this.items.some((one) => isCall(one, item.callId))) {
      throw new WireError({
        code: 'invalid_tool_call_id',
        message: `Tool call ID '${item.callId}' not found in conversation.`,
        param: 'item.call_id',
      });
    }
    this.#items.add(item, previousId);
    for (const part of item.content) {
      if (part.pcm !== undefined) this.#listen(item.id, part.pcm, part.transcript ?? undefined);
    }
    this.#tell('conversation.item.added', item);
    this.#tell('conversation.item.done', item);
  }

  /** `conversation.item.delete`. @throws WireError when there is no such item */
  delete(id: string): void {
    if (!this.#items.delete(id)) throw missingItem('deleting', 'delete', id);
    this.#heard.delete(id);
    this.#host.emit({ type: 'conversation.item.deleted', item_id: id });
  }

  /** `conversation.item.retrieve`. @throws WireError when there is no such item */
  retrieve(id: string): void {
    const item = this.#items.find(id);
    if (item === undefined) throw missingItem('retrieving', 'retrieve', id);
    this.#host.emit({ type: 'conversation.item.retrieved', item: itemToWire(item, true) });
  }

  /** `conversation.item.truncate`. @throws WireError as {@link truncateItem} */
  truncate(itemId: string, contentIndex: number, audioEndMs: number): void {
    truncateItem(this.#items, itemId, contentIndex, audioEndMs);
    this.truncations.push({ itemId, contentIndex, audioEndMs, atMs: performance.now() });
    if (this.truncations.length > MOST_TRUNCATIONS) this.truncations.shift();
    this.#host.emit({
      type: 'conversation.item.truncated',
      item_id: itemId,
      content_index: contentIndex,
      audio_end_ms: audioEndMs,
    });
  }

  /** Committed audio becomes a user's item; the promise tells what was understood. */
  addUserAudio(id: string, pcm: Int16Array): { item: StoredItem; heard: Promise<Heard> } {
    const content = [
      { type: 'input_audio' as const, transcript: null, audioMs: samplesToMs(pcm.length), pcm },
    ];
    const item: StoredItem = { id, type: 'message', role: 'user', status: 'completed', content };
    const previous = this.items.at(-1)?.id ?? null;
    this.#host.emit({ type: 'input_audio_buffer.committed', previous_item_id: previous, item_id: id });
    this.addOutput(item);
    this.outputDone(item);
    return { item, heard: this.#listen(id, pcm, undefined) };
  }

  /** A response opened an item. */
  addOutput(item: StoredItem): void {
    this.#items.add(item);
    this.#tell('conversation.item.added', item);
  }

  /** An item is as it will stay. */
  outputDone(item: StoredItem): void {
    this.#tell('conversation.item.done', item);
  }

  /** The items a response sees. @throws WireError when its own `input` is malformed */
  context(params: ResponseParams): readonly StoredItem[] {
    return responseContext(params, this.#items, this.#host.newItemId);
  }

  /** What a brain sees of them. */
  turn(
    params: ResponseParams,
    context: readonly StoredItem[],
    rest: Pick<BrainTurn, 'sessionId' | 'reason'>,
  ): Promise<BrainTurn> {
    return brainTurn(context, this.#heard, rest, params);
  }

  #listen(itemId: string, pcm: Int16Array, words: string | undefined): Promise<Heard> {
    const { script } = this.#host;
    const told = words ?? script.takeHearing();
    const understood = told === undefined ? this.#understanding.understand(pcm) : Promise.resolve(told);
    const durationMs = samplesToMs(pcm.length);
    const heard = understood.then((transcript) => ({ itemId, pcm, durationMs, transcript }));
    this.#heard.set(itemId, heard);
    if (this.#heard.size > MOST_HEARD) {
      const oldest = this.#heard.keys().next().value;
      if (oldest !== undefined) this.#heard.delete(oldest);
    }
    return heard;
  }

  #tell(type: 'conversation.item.added' | 'conversation.item.done', item: StoredItem): void {
    const previous = this.#items.previousId(item.id);
    this.#host.emit({ type, previous_item_id: previous, item: itemToWire(item) });
  }
}

function isCall(item: StoredItem, callId: string | undefined): boolean {
  return item.type === 'function_call' && item.callId === callId;
}

function missingItem(doing: string, verb: string, id: string): WireError {
  return new WireError({
    code: `item_${verb}_invalid_item_id`,
    message: `Error ${doing} item: the item with id '${id}' does not exist.`,
    param: 'item_id',
  });
}
