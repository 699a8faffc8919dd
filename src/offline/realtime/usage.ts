import type { StoredItem } from './itemStore.ts';

/** Tokens of one kind of content. */
export interface TokenCount {
  text: number;
  audio: number;
}

/** A user's audio costs a token per 100 ms, an assistant's one per 50 ms (`realtime-protocol.md`, Usage and money). */
const USER_AUDIO_MS_A_TOKEN = 100;
export const ASSISTANT_AUDIO_MS_A_TOKEN = 50;
const TOKENS_A_WORD = 1.3;
/** Only whole blocks of context are found in the cache. */
const CACHE_BLOCK = 64;

/** About how many tokens a text is. */
export function textTokens(text: string): number {
  const words = text.split(/\s+/).filter((word) => word !== '').length;
  return Math.ceil(words * TOKENS_A_WORD);
}

/** What an item costs each time it is in a response's context. */
export function itemTokens(item: StoredItem): TokenCount {
  let text = textTokens(`${item.name ?? ''} ${item.arguments ?? ''} ${item.output ?? ''}`);
  let audio = 0;
  for (const part of item.content) {
    if (part.type === 'input_audio') audio += Math.ceil((part.audioMs ?? 0) / USER_AUDIO_MS_A_TOKEN);
    else if (part.type === 'output_audio') {
      audio += Math.ceil((part.audioMs ?? 0) / ASSISTANT_AUDIO_MS_A_TOKEN);
      text += textTokens(part.transcript ?? '');
    } else text += textTokens(part.text ?? '');
  }
  return { text, audio };
}

/** Bills responses: the whole context every time, of which what an earlier response had seen is cached. */
export class UsageMeter {
  #seen = new Map<string, TokenCount>();

  /** The `usage` of a response that saw `context` under `instructions` (tools included) and made `output`. */
  bill(
    instructions: string,
    context: readonly StoredItem[],
    output: readonly StoredItem[],
  ): Record<string, unknown> {
    const now = new Map<string, TokenCount>([['', { text: textTokens(instructions), audio: 0 }]]);
    for (const item of context) now.set(item.id, itemTokens(item));
    const input = sum(now.values());
    const seen: TokenCount[] = [];
    for (const [id, tokens] of now) {
      const before = this.#seen.get(id);
      // The cache holds a prefix: behind the first thing that changed nothing is found.
      if (before === undefined || before.text !== tokens.text || before.audio !== tokens.audio) break;
      seen.push(tokens);
    }
    const cached = wholeBlocks(sum(seen));
    const made = sum(output.map(itemTokens));
    this.#seen = now;
    return {
      total_tokens: input.text + input.audio + made.text + made.audio,
      input_tokens: input.text + input.audio,
      output_tokens: made.text + made.audio,
      input_token_details: {
        text_tokens: input.text,
        audio_tokens: input.audio,
        image_tokens: 0,
        cached_tokens: cached.text + cached.audio,
        cached_tokens_details: { text_tokens: cached.text, audio_tokens: cached.audio, image_tokens: 0 },
      },
      output_token_details: { text_tokens: made.text, audio_tokens: made.audio },
    };
  }
}

/** The `usage` of a transcription: whisper is billed by the second, the others by the token. */
export function transcriptionUsage(
  model: string | undefined,
  audioMs: number,
  text: string,
): Record<string, unknown> {
  if (model?.startsWith('whisper') === true) return { type: 'duration', seconds: Math.ceil(audioMs / 1000) };
  const audio = Math.ceil(audioMs / USER_AUDIO_MS_A_TOKEN);
  const output = textTokens(text);
  return {
    type: 'tokens',
    total_tokens: audio + output,
    input_tokens: audio,
    input_token_details: { text_tokens: 0, audio_tokens: audio },
    output_tokens: output,
  };
}

function sum(counts: Iterable<TokenCount>): TokenCount {
  const total = { text: 0, audio: 0 };
  for (const one of counts) {
    total.text += one.text;
    total.audio += one.audio;
  }
  return total;
}

function wholeBlocks(count: TokenCount): TokenCount {
  const cached = Math.floor((count.text + count.audio) / CACHE_BLOCK) * CACHE_BLOCK;
  const text = Math.min(count.text, cached);
  return { text, audio: cached - text };
}
