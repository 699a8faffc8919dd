import { type Answer, type BrainTurn, call, say } from './brain.ts';
import type { Tool } from './sessionFields.ts';

/** An order to read something out: the text follows after an empty line. */
const DICTATION = /^say exactly [^\n]*\n\n(.+)$/is;

const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];

/** Phrases that want a function, and the name such a function would have. */
const WISHES: readonly { phrase: RegExp; tool: RegExp }[] = [
  { phrase: /\bwhat(?:'s| is)? (?:the )?time\b|\bthe time\b|\bwhat time\b/i, tool: /time|clock/i },
  { phrase: /\bwho (?:is|else|all)\b|\bwho's\b/i, tool: /who|member|people|participant/i },
  { phrase: /\b(?:leave the channel|please leave|go away)\b/i, tool: /leave|hang_?up|disconnect/i },
];

/** Places a person may ask the time of. */
const ZONES: readonly { place: RegExp; zone: string }[] = [
  { place: /\btokyo\b/i, zone: 'Asia/Tokyo' },
  { place: /\bberlin\b/i, zone: 'Europe/Berlin' },
  { place: /\blondon\b/i, zone: 'Europe/London' },
  { place: /\bparis\b/i, zone: 'Europe/Paris' },
  { place: /\bnew york\b/i, zone: 'America/New_York' },
];

/**
 * The model's own mind: says back what it heard, counts, and calls a function when the words ask for one. Deterministic: the same
 * conversation gets the same answers.
 */
export function defaultBrain(turn: BrainTurn): Answer {
  const dictated = DICTATION.exec(turn.instructions)?.[1];
  if (dictated !== undefined) return answerIn(turn, dictated);
  const result = turn.toolOutputs.at(-1);
  if (result !== undefined) return answerIn(turn, spokenResult(result.output));
  const wish = chooseTool(turn);
  if (wish !== undefined) return wish;
  return answerIn(turn, sentence(turn));
}

function sentence(turn: BrainTurn): string {
  const written = turn.written.at(-1);
  if (written !== undefined) return `You wrote: ${clip(written)}`;
  if (turn.heard.length === 0)
    return turn.reason === 'idle' ? 'Are you still there?' : 'Hello. I am listening.';
  const words = turn.heard.map((one) => one.transcript).filter((text) => text !== undefined);
  if (words.length === 0) {
    const seconds = turn.heard.reduce((sum, one) => sum + one.durationMs, 0) / 1000;
    return `I heard ${seconds.toFixed(1)} seconds of sound, but I did not make out the words.`;
  }
  const ordinal = ORDINALS[turn.userTurns - 1];
  const count = ordinal === undefined ? `number ${turn.userTurns}` : `your ${ordinal} sentence`;
  return `You said: ${clip(words.join(' '))} That was ${count}.`;
}

function chooseTool(turn: BrainTurn): Answer | undefined {
  const { toolChoice } = turn;
  if (toolChoice === 'none') return undefined;
  const tools = turn.tools.filter((tool) => tool.type === 'function');
  const said = [...turn.heard.map((one) => one.transcript ?? ''), ...turn.written].join(' ');
  const forced = typeof toolChoice === 'object' && 'name' in toolChoice ? toolChoice.name : undefined;
  const wanted =
    tools.find((tool) => tool.name === forced) ??
    tools.find((tool) =>
      WISHES.some((wish) => wish.phrase.test(said) && wish.tool.test(String(tool.name))),
    ) ??
    (toolChoice === 'required' ? tools[0] : undefined);
  return wanted === undefined ? undefined : call(String(wanted.name), argumentsFor(wanted, said));
}

/** Fills what the function's JSON schema requires; a zone whenever one was named. */
function argumentsFor(tool: Tool, said: string): Record<string, unknown> {
  const parameters = record(tool.parameters);
  const properties = record(parameters.properties);
  const required: unknown[] = Array.isArray(parameters.required) ? parameters.required : [];
  const zone = ZONES.find((one) => one.place.test(said))?.zone;
  const args: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    const isZone = /zone|tz/i.test(name);
    if (isZone && (zone !== undefined || required.includes(name))) args[name] = zone ?? 'UTC';
    else if (required.includes(name)) args[name] = emptyValue(record(property));
  }
  return args;
}

function emptyValue(schema: Record<string, unknown>): unknown {
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (schema.type === 'number' || schema.type === 'integer') return 0;
  if (schema.type === 'boolean') return false;
  if (schema.type === 'array') return [];
  return schema.type === 'object' ? {} : '';
}

const CLOCK_TIME = /\b(\d{1,2}):(\d{2})\b/;

/** A function's result as a sentence: a time of day, or its words. */
function spokenResult(output: string): string {
  const time = CLOCK_TIME.exec(output);
  if (time !== null) return `It is ${Number(time[1])} ${time[2] === '00' ? "o'clock" : time[2]}.`;
  const words = flatten(output)
    .replace(/[_{}[\]"]/g, ' ')
    .trim();
  return words === '' ? 'Done.' : `The answer is: ${clip(words)}`;
}

function flatten(output: string): string {
  try {
    return leaves(JSON.parse(output)).join(', ');
  } catch {
    return output;
  }
}

function leaves(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves);
  return value === null || value === '' ? [] : [String(value)];
}

function answerIn(turn: BrainTurn, text: string): Answer {
  return turn.modality === 'audio' ? say(text) : { parts: [{ type: 'text', text }] };
}

const LONGEST_QUOTE = 300;

function clip(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)} and so on.` : text;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
