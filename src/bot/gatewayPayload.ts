import { GatewayOpcodes } from 'discord.js';
import { z } from 'zod';
import { readAs } from '../readAs.ts';

/** Discord's op 4: where the bot's voice is to be. */
export interface VoiceStatePayload {
  op: typeof GatewayOpcodes.VoiceStateUpdate;
  d: { guild_id: string; channel_id: string | null; self_mute: boolean; self_deaf: boolean };
}

const payloadSchema = z.object({
  op: z.literal(GatewayOpcodes.VoiceStateUpdate),
  d: z.object({
    guild_id: z.string(),
    channel_id: z.string().nullable(),
    self_mute: z.boolean(),
    self_deaf: z.boolean(),
  }),
});

/** The payload if it is an op 4 of this guild: nothing else may reach the shard from the voice half. */
export function parseVoiceStatePayload(payload: unknown, guildId: string): VoiceStatePayload | undefined {
  const parsed = readAs(payloadSchema, payload);
  return parsed.success && parsed.data.d.guild_id === guildId ? parsed.data : undefined;
}

/** The op 4 that takes the bot out of the guild's voice. */
export function leavePayload(guildId: string): VoiceStatePayload {
  return {
    op: GatewayOpcodes.VoiceStateUpdate,
    d: { guild_id: guildId, channel_id: null, self_mute: false, self_deaf: false },
  };
}
