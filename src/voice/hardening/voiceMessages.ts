import { VoiceOpcodes } from 'discord-api-types/voice/v8';
import { z } from 'zod';
import { readAs } from '../../readAs.ts';

const snowflake = z.string().regex(/^\d{1,20}$/);
const ssrc = z.int().min(0).max(0xffff_ffff);
const transitionId = z.int().min(0).max(0xffff);
const protocolVersion = z.int().min(0).max(0xffff);

/** A heartbeat faster than this is no voice server's wish but a flood. */
const MIN_HEARTBEAT_MS = 100;
/** A longer one is nonsense; beyond 2^31 ms a timer would beat every millisecond. */
const MAX_HEARTBEAT_MS = 10 * 60_000;

/** What @discordjs/voice 0.19.2 reads of each message without looking first (Discord, Voice Connections, "Opcodes"). */
const SHAPES: Readonly<Record<number, z.ZodType>> = {
  [VoiceOpcodes.Hello]: z.looseObject({
    heartbeat_interval: z.number().min(MIN_HEARTBEAT_MS).max(MAX_HEARTBEAT_MS),
  }),
  [VoiceOpcodes.Ready]: z.looseObject({
    ssrc,
    ip: z.ipv4(),
    port: z.int().min(1).max(0xffff),
    modes: z.array(z.string()),
  }),
  [VoiceOpcodes.SessionDescription]: z.looseObject({
    mode: z.enum(['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize']),
    secret_key: z.array(z.int().min(0).max(255)).length(32),
    dave_protocol_version: protocolVersion.optional(),
  }),
  [VoiceOpcodes.Speaking]: z.looseObject({ user_id: snowflake, ssrc }),
  [VoiceOpcodes.ClientsConnect]: z.looseObject({ user_ids: z.array(snowflake) }),
  [VoiceOpcodes.ClientDisconnect]: z.looseObject({ user_id: snowflake }),
  [VoiceOpcodes.DavePrepareTransition]: z.looseObject({
    transition_id: transitionId,
    protocol_version: protocolVersion,
  }),
  [VoiceOpcodes.DaveExecuteTransition]: z.looseObject({ transition_id: transitionId }),
  [VoiceOpcodes.DavePrepareEpoch]: z.looseObject({
    epoch: z.int().min(0),
    protocol_version: protocolVersion,
  }),
};

const envelope = z.looseObject({ op: z.int(), seq: z.int().nullish(), d: z.unknown().optional() });

/**
 * Is this voice gateway text message one that the library may be given? Unknown opcodes are fine, it ignores them.
 * @param text what came over the voice WebSocket.
 */
export function isVoiceMessage(text: string): boolean {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return false;
  }
  const message = readAs(envelope, parsed);
  if (!message.success) return false;
  const shape = SHAPES[message.data.op];
  return shape === undefined || readAs(shape, message.data.d).success;
}
