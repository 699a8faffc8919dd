import { z } from 'zod';
import { samples } from '../processes/binary.ts';
import { callSpec } from '../processes/callSpec.ts';

/** One event on a session's wire, as the bench looks at it. */
export const modelEvent = z.object({
  conversationId: z.string(),
  /** On the machine's monotonic clock. */
  atMs: z.number(),
  direction: z.enum(['fromClient', 'toClient', 'socket']),
  type: z.string(),
  /** PCM bytes in an append or a delta. */
  audioBytes: z.number().optional(),
  /** What a truncation says was heard. */
  audioEndMs: z.number().optional(),
});
export type ModelEvent = z.infer<typeof modelEvent>;

/** Where the model's process, a local Realtime server, can be reached. */
export const modelAddress = callSpec('modelAddress', z.undefined(), z.object({ url: z.string() }));

/** From now on every response that is asked for is this sound, at this pace. */
export const answerWith = callSpec(
  'answerWith',
  z.object({
    pcm: samples,
    chunkMs: z.number(),
    rate: z.number(),
    /** Are turns that the VAD ended answered too? */
    vadAnswers: z.boolean().default(false),
    /** How long the model needs in a conversation; where it is not named, nothing. */
    delaysMs: z.record(z.string(), z.number()).default({}),
  }),
  z.undefined(),
);

/** Begins a response in each of those conversations, all in the same turn of the event loop. */
export const respond = callSpec('respond', z.object({ conversationIds: z.array(z.string()) }), z.undefined());

/** Events of those types (all, when empty) since then. */
export const modelEvents = callSpec(
  'modelEvents',
  z.object({ sinceMs: z.number(), types: z.array(z.string()) }),
  z.array(modelEvent),
);

/** Everything a conversation's session was sent (at most three minutes), and which append brought how much of it. */
export const modelHeard = callSpec(
  'modelHeard',
  z.object({ conversationId: z.string() }),
  z.object({ pcm: samples, appends: z.array(z.object({ atMs: z.number(), samples: z.number() })) }),
);

/** What people said, as a conversation's session has it: an item each, oldest first, with the note that stands before it. */
export const modelSpeeches = callSpec(
  'modelSpeeches',
  z.object({ conversationId: z.string() }),
  z.array(z.object({ note: z.string(), pcm: samples })),
);
