import type { Prices } from './priceList.ts';

/**
 * What models cost at OpenAI in US dollars, as its model pages say (developers.openai.com/api/docs/models). Where nothing is
 * said of a model it is left out: its use is then counted in tokens alone. `PRICES_FILE` adds to this and overrides it.
 */
export const SHIPPED_PRICES: Prices = {
  asOf: '2026-11-23',
  models: {
    'gpt-realtime-2.1': flagship(24),
    'gpt-realtime-2': flagship(24),
    'gpt-realtime-2.1-mini': {
      inputText: 0.6,
      cachedText: 0.06,
      inputAudio: 10,
      cachedAudio: 0.3,
      outputText: 2.4,
      outputAudio: 20,
    },
    'gpt-realtime-1.5': flagship(16),
    'gpt-4o-transcribe': transcription(2.5, 10),
    'gpt-4o-mini-transcribe': transcription(1.25, 5),
    'gpt-transcribe': { minute: 0.0045 },
    'gpt-realtime-whisper': { minute: 0.017 },
  },
};

function flagship(outputText: number) {
  return { inputText: 4, cachedText: 0.4, inputAudio: 32, cachedAudio: 0.4, outputText, outputAudio: 64 };
}

function transcription(input: number, output: number) {
  return {
    inputText: input,
    cachedText: input,
    inputAudio: input,
    cachedAudio: input,
    outputText: output,
    outputAudio: output,
  };
}
