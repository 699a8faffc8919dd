import type { UsageSum } from '../../src/store/ledgerStore.ts';

/** What a model billed: nothing, but for what is given. */
export function usageSum(given: Partial<UsageSum>): UsageSum {
  return {
    model: 'gpt-realtime-2.1',
    kind: 'response',
    inputTextTokens: 0,
    inputAudioTokens: 0,
    cachedTextTokens: 0,
    cachedAudioTokens: 0,
    outputTextTokens: 0,
    outputAudioTokens: 0,
    durationMs: 0,
    ...given,
  };
}
