import { z } from 'zod';

const snowflake = z.string().regex(/^\d{1,20}$/);

/** A host name or address with or without a port: what may stand between `wss://` and `?v=8`. */
const endpoint = z.string().regex(/^[a-z0-9]([a-z0-9.-]{0,252})(:\d{1,5})?$/i);

/**
 * Discord's VOICE_STATE_UPDATE (Gateway Events, "Voice State Update") as far as a voice connection needs it. The flags
 * are not read by anybody here; what is missing or odd counts as off.
 */
export const voiceStateUpdate = z.object({
  guild_id: snowflake,
  channel_id: snowflake.nullable(),
  user_id: snowflake,
  session_id: z.string().min(1).max(200),
  deaf: z.boolean().catch(false),
  mute: z.boolean().catch(false),
  self_deaf: z.boolean().catch(false),
  self_mute: z.boolean().catch(false),
  self_video: z.boolean().catch(false),
  suppress: z.boolean().catch(false),
  request_to_speak_timestamp: z.string().nullable().catch(null),
});
export type VoiceStateUpdate = z.infer<typeof voiceStateUpdate>;

/** Discord's VOICE_SERVER_UPDATE (Gateway Events, "Voice Server Update"). No endpoint: the server went away, another comes. */
export const voiceServerUpdate = z.object({
  guild_id: snowflake,
  token: z.string().min(1).max(500),
  endpoint: endpoint.nullable(),
});
export type VoiceServerUpdate = z.infer<typeof voiceServerUpdate>;
