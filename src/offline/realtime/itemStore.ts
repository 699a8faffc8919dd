import { WireError } from './wireError.ts';

/** One part of a message, in GA names. */
export interface StoredContent {
  type: 'input_text' | 'input_audio' | 'input_image' | 'output_text' | 'output_audio';
  text?: string | undefined;
  transcript?: string | null | undefined;
  /** How much audio the part has: received from the user, or generated so far. After a truncation: what is left. */
  audioMs?: number | undefined;
  /** The user's audio itself, kept for `conversation.item.retrieve`. */
  pcm?: Int16Array | undefined;
}

/** One item of a conversation, in GA names. */
export interface StoredItem {
  id: string;
  type: 'message' | 'function_call' | 'function_call_output' | 'mcp_call' | 'mcp_list_tools';
  status: 'in_progress' | 'completed' | 'incomplete';
  role?: 'user' | 'assistant' | 'system' | undefined;
  content: StoredContent[];
  callId?: string | undefined;
  name?: string | undefined;
  arguments?: string | undefined;
  output?: string | undefined;
  /** The MCP server that the item is about. */
  serverLabel?: string | undefined;
  /** Why an MCP server's tool did not answer. */
  error?: { type: string; message: string; code?: number } | undefined;
  /** What an MCP server offers. */
  tools?: readonly Record<string, unknown>[] | undefined;
}

const MOST_ITEMS = 2_000;

/** The conversation: its items in order. Bounded; the oldest item leaves first. */
export class ItemStore {
  readonly #items: StoredItem[] = [];

  /** All items, oldest first. */
  get all(): readonly StoredItem[] {
    return this.#items;
  }

  find(id: string): StoredItem | undefined {
    return this.#items.find((item) => item.id === id);
  }

  /** The id of the item before `id`, `null` at the front. */
  previousId(id: string): string | null {
    const index = this.#items.findIndex((item) => item.id === id);
    return this.#items[index - 1]?.id ?? null;
  }

  /**
   * Adds an item behind `previousId` (`undefined`: at the end, `'root'`: at the front).
   *
   * @throws WireError when the id is taken or the previous item does not exist
   */
  add(item: StoredItem, previousId?: string): void {
    if (this.find(item.id) !== undefined) {
      throw new WireError({
        code: 'item_create_duplicate_item_id',
        message: `Error adding item: an item with id '${item.id}' already exists in the conversation.`,
        param: 'item.id',
      });
    }
    let index = this.#items.length;
    if (previousId === 'root') index = 0;
    else if (previousId !== undefined) {
      index = this.#items.findIndex((one) => one.id === previousId) + 1;
      if (index === 0) {
        throw new WireError({
          code: 'item_create_invalid_previous_item_id',
          message: `Error adding item: the previous item with id '${previousId}' does not exist.`,
          param: 'previous_item_id',
        });
      }
    }
    this.#items.splice(index, 0, item);
    if (this.#items.length > MOST_ITEMS) this.#items.shift();
  }

  /** Is there such an item to delete? */
  delete(id: string): boolean {
    const index = this.#items.findIndex((item) => item.id === id);
    if (index < 0) return false;
    this.#items.splice(index, 1);
    return true;
  }
}

/** An item as GA writes it; audio only where it is asked for. */
export function itemToWire(item: StoredItem, withAudio = false): Record<string, unknown> {
  const shared = { id: item.id, object: 'realtime.item', type: item.type, status: item.status };
  if (item.type === 'function_call')
    return { ...shared, call_id: item.callId, name: item.name, arguments: item.arguments ?? '' };
  if (item.type === 'mcp_call') {
    const { name, output = null, error = null, arguments: args = '' } = item;
    return { ...shared, server_label: item.serverLabel, name, arguments: args, output, error };
  }
  if (item.type === 'mcp_list_tools')
    return { ...shared, server_label: item.serverLabel, tools: item.tools ?? [] };
  if (item.type === 'function_call_output')
    return { ...shared, call_id: item.callId, output: item.output ?? '' };
  return {
    ...shared,
    role: item.role,
    content: item.content.map((part) => contentToWire(part, withAudio)),
  };
}

function contentToWire(part: StoredContent, withAudio: boolean): Record<string, unknown> {
  if (part.type === 'input_text' || part.type === 'output_text')
    return { type: part.type, text: part.text ?? '' };
  if (part.type === 'input_image') return { type: part.type };
  const audio =
    withAudio && part.pcm !== undefined
      ? { audio: Buffer.from(part.pcm.buffer, part.pcm.byteOffset, part.pcm.byteLength).toString('base64') }
      : {};
  return { type: part.type, transcript: part.transcript ?? null, ...audio };
}
