import { z } from 'zod';

/** PCM16 as it crosses between processes. */
export const samples = z.custom<Int16Array>((value) => value instanceof Int16Array);

/** Any bytes, likewise. */
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
