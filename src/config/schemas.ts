import { z } from 'zod';

const DECIMAL = /^-?\d+(\.\d+)?$/;
const WHOLE = /^\d+$/;

/** One of a few words. */
export function choice<const Words extends readonly string[]>(words: Words): z.ZodType<Words[number]> {
  return z.enum(words, { error: 'is none of the words it may be' });
}

/** A decimal number within bounds, both included. */
export function decimal(least: number, most: number): z.ZodType<number> {
  return z
    .string()
    .regex(DECIMAL, 'is not a number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, 'is out of range');
}

/** A whole number within bounds, both included. */
export function whole(least: number, most: number): z.ZodType<number> {
  return z
    .string()
    .regex(WHOLE, 'is not a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, 'is out of range');
}

/** `true` or `false`. */
export const flag: z.ZodType<boolean> = z
  .enum(['true', 'false'], { error: 'is neither true nor false' })
  .transform((word) => word === 'true');

/** Any text that fits on one line. */
export const line: z.ZodType<string> = z.string().regex(/^[^\r\n]*$/, 'has more than one line');

/** Any text. */
export const anyText: z.ZodType<string> = z.string();

/** A token or key: no white space, and only what an HTTP header may carry. */
export const secret: z.ZodType<string> = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'holds white space or characters that no token has');

/** A Discord id. */
export const snowflake: z.ZodType<string> = z.string().regex(/^\d{1,20}$/, 'is not an id');

const MAX_NAMES = 20;
const MAX_NAME_CHARACTERS = 64;

/** Names with commas between them. */
export const names: z.ZodType<string[]> = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .refine(
    (list) => list.every((name) => /[\p{L}\p{N}]/u.test(name)),
    'has an empty name, or one without letters',
  )
  .refine((list) => list.length <= MAX_NAMES, `has more than ${MAX_NAMES} names`)
  .refine((list) => list.every((name) => name.length <= MAX_NAME_CHARACTERS), 'has a very long name');

const headersObject = z.record(
  z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/),
  z.string().regex(/^[\t\x20-\x7e]*$/),
);

/** HTTP headers as a JSON object of texts. */
export const headers: z.ZodType<Record<string, string>> = z.string().transform((text, context) => {
  const parsed = headersObject.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: 'is not a JSON object of header names and values' });
  return z.NEVER;
});

/** `undefined` stands for "no JSON": no header object is ever that. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An address with one of these schemes (`wss:`), and without query, fragment, name or password. */
export function address(protocols: readonly string[]): z.ZodType<string> {
  return z.string().transform((text, context) => {
    const wrong = wrongWithAddress(text, protocols);
    if (wrong === undefined) return text;
    context.addIssue({ code: 'custom', message: wrong });
    return z.NEVER;
  });
}

/** A `postgres://` address; it may hold a name, a password and options. */
export const databaseAddress: z.ZodType<string> = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol),
    'is no postgres:// address',
  );

function wrongWithAddress(text: string, protocols: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return 'is not an address';
  const url = new URL(text);
  if (!protocols.includes(url.protocol)) return `does not begin with ${protocols.join('// or ')}//`;
  if (text.includes('?') || text.includes('#')) return 'has a query or a fragment';
  if (url.username !== '' || url.password !== '') return 'holds a name or password';
  return undefined;
}
