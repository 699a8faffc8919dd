import type { ItemStore } from './itemStore.ts';
import { WireError } from './wireError.ts';

/**
 * Cuts an assistant message's audio at `audioEndMs` and forgets its transcript, under OpenAI's rules (`realtime-protocol.md`, 3 and 4).
 *
 * @throws WireError for an unknown item, anything that is no model audio, 0 ms, or more than there is
 */
export function truncateItem(
  items: ItemStore,
  itemId: string,
  contentIndex: number,
  audioEndMs: number,
): void {
  const item = items.find(itemId);
  if (item === undefined) {
    throw new WireError({
      code: 'item_truncate_invalid_item_id',
      message: `Error truncating item: the item with id '${itemId}' does not exist.`,
      param: 'item_id',
    });
  }
  const part = item.content[contentIndex];
  if (
    item.role !== 'assistant' ||
    part?.type !== 'output_audio' ||
    part.audioMs === undefined ||
    audioEndMs === 0
  ) {
    throw new WireError({
      code: 'unsupported_content_type',
      message: 'Only model output audio messages can be truncated',
    });
  }
  const haveMs = Math.floor(part.audioMs);
  if (audioEndMs > haveMs) {
    throw new WireError({
      code: 'invalid_value',
      message: `Audio content of ${haveMs}ms is already shorter than ${audioEndMs}ms`,
    });
  }
  part.audioMs = audioEndMs;
  part.transcript = '';
}
