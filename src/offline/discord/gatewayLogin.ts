import { GatewayCloseCodes, GatewayIntentBits } from 'discord-api-types/v10';
import { z } from 'zod';
import { jsonObjectSchema } from './jsonObject.ts';
import { API_VERSION } from './readyPayload.ts';
import type { ApplicationState } from './worldState.ts';

/** Identify's data (op 2). */
export const identifySchema = z.object({
  token: z.string(),
  intents: z.number().int().nonnegative(),
  properties: jsonObjectSchema,
  compress: z.boolean().optional(),
  large_threshold: z.number().int().optional(),
  shard: z.tuple([z.number().int().nonnegative(), z.number().int().positive()]).optional(),
  presence: jsonObjectSchema.nullish(),
});

/** Resume's data (op 6). */
export const resumeSchema = z.object({
  token: z.string(),
  session_id: z.string(),
  seq: z.number().int().nonnegative(),
});

/** Intents that must be switched on for an application before it may ask for them. */
export const PRIVILEGED_INTENTS: number =
  GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences | GatewayIntentBits.MessageContent;

const KNOWN_INTENTS: number = Object.values(GatewayIntentBits)
  .filter((bit) => typeof bit === 'number')
  .reduce((all, bit) => all | bit, 0);

/** Why Discord would close on a connection with this query, before a word is said. */
export function refusalOfQuery(query: URLSearchParams): { code: number; reason: string } | undefined {
  if ((query.get('v') ?? API_VERSION) !== API_VERSION)
    return { code: GatewayCloseCodes.InvalidAPIVersion, reason: 'Invalid API version.' };
  if ((query.get('encoding') ?? 'json') !== 'json')
    return { code: GatewayCloseCodes.DecodeError, reason: 'Only json is spoken here.' };
  return undefined;
}

/** Why Discord would close on this Identify, and with which code; `undefined` when it is welcome. */
export function refusalOfIdentify(
  identify: z.infer<typeof identifySchema>,
  application: ApplicationState | undefined,
): { code: number; reason: string } | undefined {
  if (application === undefined) {
    return { code: GatewayCloseCodes.AuthenticationFailed, reason: 'Authentication failed.' };
  }
  const [shardId, shardCount] = identify.shard ?? [0, 1];
  if (shardId >= shardCount) return { code: GatewayCloseCodes.InvalidShard, reason: 'Invalid shard.' };
  if ((identify.intents & ~KNOWN_INTENTS) !== 0) {
    return { code: GatewayCloseCodes.InvalidIntents, reason: 'Invalid intent(s).' };
  }
  if ((identify.intents & PRIVILEGED_INTENTS & ~application.privilegedIntents) !== 0) {
    return { code: GatewayCloseCodes.DisallowedIntents, reason: 'Disallowed intent(s).' };
  }
  return undefined;
}
