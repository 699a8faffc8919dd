import { readAs } from '../readAs.ts';
import type { TranscriptionUsage } from './serverEvent.ts';
import type { TokenUsage } from './sessionEvents.ts';
import { type WireTranscriptionUsage, type WireUsage, wireUsage } from './wireEvents.ts';

/** A usage of nothing: where a sum starts. */
export function noUsage(): TokenUsage {
  return {
    inputTextTokens: 0,
    inputAudioTokens: 0,
    cachedTextTokens: 0,
    cachedAudioTokens: 0,
    outputTextTokens: 0,
    outputAudioTokens: 0,
  };
}

/** Two usages as one. */
export function addUsage(left: TokenUsage, right: TokenUsage): TokenUsage {
  return {
    inputTextTokens: left.inputTextTokens + right.inputTextTokens,
    inputAudioTokens: left.inputAudioTokens + right.inputAudioTokens,
    cachedTextTokens: left.cachedTextTokens + right.cachedTextTokens,
    cachedAudioTokens: left.cachedAudioTokens + right.cachedAudioTokens,
    outputTextTokens: left.outputTextTokens + right.outputTextTokens,
    outputAudioTokens: left.outputAudioTokens + right.outputAudioTokens,
  };
}

/**
 * Reads the `usage` of a `response.done` (realtime-protocol, "Usage and money"); what is missing or senseless counts as 0.
 * Tokens without details count as text, cached ones without details as text as far as there is text.
 * @returns `undefined` if this is no usage at all.
 */
export function parseUsage(wire: unknown): TokenUsage | undefined {
  const parsed = readAs(wireUsage, wire);
  return parsed.success ? usageFromWire(parsed.data) : undefined;
}

/** The same for a usage that was parsed already. */
export function usageFromWire(wire: WireUsage): TokenUsage {
  const input = wire.input_token_details;
  const output = wire.output_token_details;
  const inputAudioTokens = input?.audio_tokens ?? 0;
  const inputTextTokens = input?.text_tokens ?? Math.max(0, wire.input_tokens - inputAudioTokens);
  const outputAudioTokens = output?.audio_tokens ?? 0;
  const outputTextTokens = output?.text_tokens ?? Math.max(0, wire.output_tokens - outputAudioTokens);
  const cached = input?.cached_tokens ?? 0;
  const cachedText = input?.cached_tokens_details?.text_tokens ?? Math.min(cached, inputTextTokens);
  const cachedAudio = input?.cached_tokens_details?.audio_tokens ?? cached - cachedText;
  return {
    inputTextTokens,
    inputAudioTokens,
    cachedTextTokens: Math.min(cachedText, inputTextTokens),
    cachedAudioTokens: Math.min(cachedAudio, inputAudioTokens),
    outputTextTokens,
    outputAudioTokens,
  };
}

const MS_PER_SECOND = 1000;

/** The bill of a transcription. Tokens without details are of the sound: that is what it reads. */
export function transcriptionUsageFromWire(wire: WireTranscriptionUsage): TranscriptionUsage {
  const usage = usageFromWire(wire);
  const detailed = wire.input_token_details !== null && wire.input_token_details !== undefined;
  return {
    usage: detailed ? usage : { ...usage, inputTextTokens: 0, inputAudioTokens: wire.input_tokens },
    durationMs: Math.round(wire.seconds * MS_PER_SECOND),
  };
}
