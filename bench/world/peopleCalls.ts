import { z } from 'zod';
import { bytes, samples } from '../processes/binary.ts';
import { callSpec } from '../processes/callSpec.ts';

/** What a person needs to come in. */
const seat = z.object({
  endpoint: z.string(),
  caPem: z.string(),
  token: z.string(),
  guildId: z.string(),
  channelId: z.string(),
  userId: z.string(),
  sessionId: z.string(),
});

/** Comes in. */
export const personJoins = callSpec('personJoins', seat, z.undefined());

/** Waits until the person's DAVE group holds that user too. */
export const personEncryptsFor = callSpec(
  'personEncryptsFor',
  z.object({ userId: z.string(), otherId: z.string() }),
  z.undefined(),
);

/**
 * All of them say those Opus packets in real time, each a little later than the one before (`spreadMs` in all). Answers
 * when the last has finished.
 */
export const peopleSpeak = callSpec(
  'peopleSpeak',
  z.object({
    userIds: z.array(z.string()),
    packets: z.array(bytes),
    spreadMs: z.number(),
  }),
  z.undefined(),
);

/** One piece of speech: its Opus packets, with an end mark behind them unless the next piece follows at once. */
const spokenPart = z.object({
  packets: z.array(bytes),
  /** How long after the piece before it was asked to end; 0: the first, or without a gap. */
  afterMs: z.number(),
});
export type SpokenPart = z.input<typeof spokenPart>;

/** One person says those pieces in real time. Answers when the last was said. */
export const personSays = callSpec(
  'personSays',
  z.object({ userId: z.string(), parts: z.array(spokenPart) }),
  z.undefined(),
);

/** A packet that a person got. */
export const heardPacket = z.object({
  /** On the machine's monotonic clock. */
  atMs: z.number(),
  /** Is there sound in it, above -50 dBFS? */
  voiced: z.boolean(),
  /** Root mean square, at least -100. */
  levelDbfs: z.number(),
});
export type HeardPacket = z.infer<typeof heardPacket>;

/** Whom a person listened to, since when. */
const ear = z.object({ userId: z.string(), fromUserId: z.string(), sinceMs: z.number() });

/** What one person got from another, packet by packet. */
export const personHeard = callSpec('personHeard', ear, z.array(heardPacket));

/** The same as sound: 24 kHz mono, pauses between transmissions left out. */
export const personHeardPcm = callSpec('personHeardPcm', ear, samples);

/** Waits until nothing voiced has come from that user for so long. */
export const personHearsQuiet = callSpec(
  'personHearsQuiet',
  z.object({ userId: z.string(), fromUserId: z.string(), quietMs: z.number() }),
  z.undefined(),
);

export const everybodyLeaves = callSpec('everybodyLeaves', z.undefined(), z.undefined());
