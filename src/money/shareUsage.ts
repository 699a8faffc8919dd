import type { TokenUsage } from '../realtime/sessionEvents.ts';

/** What is shared of a bill. */
export type Shareable = TokenUsage & { durationMs: number };

/** An even share for each; what cannot be split is the first one's. The shares add up to the whole. */
export function shareUsage(
  whole: Shareable,
  userIds: readonly string[],
): { userId: string; share: Shareable }[] {
  const ids = userIds.length === 0 ? [''] : userIds;
  return ids.map((userId, index) => {
    const of = (amount: number) => {
      const even = Math.floor(amount / ids.length);
      return index === 0 ? amount - even * (ids.length - 1) : even;
    };
    const share = {
      inputTextTokens: of(whole.inputTextTokens),
      inputAudioTokens: of(whole.inputAudioTokens),
      cachedTextTokens: of(whole.cachedTextTokens),
      cachedAudioTokens: of(whole.cachedAudioTokens),
      outputTextTokens: of(whole.outputTextTokens),
      outputAudioTokens: of(whole.outputAudioTokens),
      durationMs: of(whole.durationMs),
    };
    return { userId, share };
  });
}
