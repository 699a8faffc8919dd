import { z } from 'zod';

/** VOICE_STATE_UPDATE as the voice library wants it. */
export const plainStateUpdate = z.object({
  guild_id: z.string(),
  channel_id: z.string().nullable(),
  user_id: z.string(),
  session_id: z.string(),
  deaf: z.boolean(),
  mute: z.boolean(),
  self_deaf: z.boolean(),
  self_mute: z.boolean(),
  self_video: z.boolean(),
  suppress: z.boolean(),
  request_to_speak_timestamp: z.string().nullable(),
});

/** VOICE_SERVER_UPDATE, likewise. */
export const plainServerUpdate = z.object({
  guild_id: z.string(),
  token: z.string(),
  endpoint: z.string().nullable(),
});
