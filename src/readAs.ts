import type { z } from 'zod';

export type Read<Value> = { success: true; data: Value } | { success: false; why: string };

/**
 * Parses what a stranger sent (a realtime server, Discord, a model's arguments) without ever throwing.
 *
 * `safeParse` alone may throw: zod tries `min` and `max` on anything that has a `length`, and a JSON object can carry
 * `length` and a `valueOf` that is no function, which no comparison survives. Found by the fuzz of the realtime decoder.
 * @param whole what the words call a value that is wrong as a whole.
 * @returns the parsed value, or why there is none, in words.
 */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  whole = 'value',
): Read<z.output<Schema>> {
  try {
    const parsed = schema.safeParse(value);
    if (parsed.success) return { success: true, data: parsed.data };
    const why = parsed.error.issues.map(({ path, message }) => `${path.join('.') || whole}: ${message}`);
    return { success: false, why: why.join('; ') };
  } catch {
    return { success: false, why: `${whole}: cannot be compared with what is expected` };
  }
}
