import { msToSamples, samplesToMs } from '../../audio/format.ts';
import type { Answer, AnswerEnd, AnswerPart, Pacing } from './brain.ts';
import { ASSISTANT_AUDIO_MS_A_TOKEN, textTokens } from './usage.ts';

/** A part whose sound is made. */
export type ReadyPart =
  | { type: 'speech'; text: string; pcm: Int16Array }
  | { type: 'text'; text: string }
  | { type: 'functionCall'; name: string; arguments: string; callId: string | undefined }
  | { type: 'remoteCall'; server: string; name: string; arguments: string };

/** One thing a response sends, `atMs` after its first delta is due. */
export type Beat = { atMs: number; part: number } & (
  | { type: 'open' }
  | { type: 'audio'; pcm: Int16Array }
  | { type: 'words'; text: string }
  | { type: 'arguments'; text: string }
  | { type: 'close' }
);

/** Everything a response will send unless it is cancelled, and how it ends. */
export interface AnswerPlan {
  parts: readonly ReadyPart[];
  beats: readonly Beat[];
  end: AnswerEnd;
  endMs: number;
}

const ARGUMENT_PIECE = 12;
const PIECE_MS = 15;
/** Plain text comes at about this many words a second. */
const WORD_MS = 20;

/** Lays an answer out in time. `maxOutputTokens` cuts it short: what is behind the limit is never said. */
export function planAnswer(
  parts: readonly ReadyPart[],
  pacing: Pacing,
  maxOutputTokens: number | 'inf',
  end: Answer['end'] = { status: 'completed' },
): AnswerPlan {
  const beats: Beat[] = [];
  const budget = maxOutputTokens === 'inf' ? Number.POSITIVE_INFINITY : maxOutputTokens;
  let tokens = 0;
  let atMs = 0;
  for (const [index, part] of parts.entries()) {
    beats.push({ type: 'open', part: index, atMs });
    for (const piece of pieces(part, pacing)) {
      const cost = piece.tokens;
      if (tokens + cost > budget) {
        const cut: AnswerEnd = { status: 'incomplete', reason: 'max_output_tokens' };
        return { parts, beats, end: cut, endMs: atMs };
      }
      tokens += cost;
      beats.push({ ...piece.beat, part: index, atMs });
      atMs += piece.takesMs;
    }
    beats.push({ type: 'close', part: index, atMs });
  }
  return { parts, beats, end, endMs: atMs };
}

type Piece = {
  beat:
    | { type: 'audio'; pcm: Int16Array }
    | { type: 'words'; text: string }
    | { type: 'arguments'; text: string };
  tokens: number;
  takesMs: number;
};

function pieces(part: ReadyPart, pacing: Pacing): Piece[] {
  if (part.type === 'speech') return speechPieces(part.text, part.pcm, pacing);
  const isText = part.type === 'text';
  const texts = isText ? words(part.text) : slices(part.arguments, ARGUMENT_PIECE);
  const takesMs =
    (isText ? WORD_MS : PIECE_MS) / (pacing.rate === Number.POSITIVE_INFINITY ? pacing.rate : 1);
  return texts.map((text) => ({
    beat: { type: isText ? 'words' : 'arguments', text },
    tokens: textTokens(text),
    takesMs,
  }));
}

/** The words of a chunk go out just before its sound. */
function speechPieces(text: string, pcm: Int16Array, pacing: Pacing): Piece[] {
  const all = words(text);
  const chunkSamples = Math.max(1, msToSamples(pacing.chunkMs));
  const chunks = Math.ceil(pcm.length / chunkSamples);
  const result: Piece[] = [];
  for (let index = 0; index < Math.max(1, chunks); index++) {
    const said = all
      .slice(Math.floor((index * all.length) / chunks), Math.floor(((index + 1) * all.length) / chunks))
      .join('');
    const spoken = chunks === 0 ? text : said;
    if (spoken !== '')
      result.push({ beat: { type: 'words', text: spoken }, tokens: textTokens(spoken), takesMs: 0 });
    const sound = pcm.subarray(index * chunkSamples, (index + 1) * chunkSamples);
    if (sound.length === 0) continue;
    const ms = samplesToMs(sound.length);
    const tokens = ms / ASSISTANT_AUDIO_MS_A_TOKEN;
    result.push({ beat: { type: 'audio', pcm: sound }, tokens, takesMs: ms / pacing.rate });
  }
  return result;
}

function words(text: string): string[] {
  return text.match(/\s*\S+\s*$|\s*\S+/g) ?? [];
}

function slices(text: string, length: number): string[] {
  const result: string[] = [];
  for (let at = 0; at < text.length; at += length) result.push(text.slice(at, at + length));
  return result;
}

/** Makes the sound of the parts that have none, with what speaks for the model. */
export async function readyParts(
  parts: readonly AnswerPart[],
  modality: 'audio' | 'text',
  speak: (text: string) => Promise<Int16Array>,
): Promise<ReadyPart[]> {
  return Promise.all(
    parts.map(async (part): Promise<ReadyPart> => {
      if (part.type === 'text') return part;
      if (part.type === 'functionCall' || part.type === 'remoteCall') {
        const { name, arguments: args = {} } = part;
        const json = typeof args === 'string' ? args : JSON.stringify(args);
        if (part.type === 'remoteCall') return { ...part, arguments: json };
        return { type: part.type, name, arguments: json, callId: part.callId };
      }
      if (modality === 'text') return { type: 'text', text: part.text };
      return { type: part.type, text: part.text, pcm: part.pcm ?? (await speak(part.text)) };
    }),
  );
}
