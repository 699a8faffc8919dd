import { z } from 'zod';

/** A JSON object as it goes over a wire, before or after its meaning is known. */
export interface JsonObject {
  [key: string]: unknown;
}

/** Accepts any JSON object. */
export const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), z.unknown());

/** The value as a JSON object, or an empty one if it is something else. */
export function asJsonObject(value: unknown): JsonObject {
  const parsed = jsonObjectSchema.safeParse(value);
  return parsed.success ? parsed.data : {};
}

/** The value as a list of JSON objects; whatever is none is left out. */
export function asJsonObjects(value: unknown): JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry) => {
    const parsed = jsonObjectSchema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}
