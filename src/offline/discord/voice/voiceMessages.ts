import { z } from 'zod';
import { TRANSPORT_MODES } from './transportCrypto.ts';

const id = z.string().regex(/^\d{1,20}$/);

/** What every JSON message looks like. */
export const voiceEnvelope = z.object({ op: z.number().int(), d: z.unknown() });

export const identifyData = z.object({
  server_id: id,
  user_id: id,
  session_id: z.string(),
  token: z.string(),
  max_dave_protocol_version: z.number().int().default(0),
});

export const resumeData = z.object({
  server_id: id,
  session_id: z.string(),
  token: z.string(),
  /** -1 for a client that has received nothing numbered yet. */
  seq_ack: z.number().int().default(-1),
});

export const selectProtocolData = z.object({
  protocol: z.string(),
  data: z.object({ address: z.string(), port: z.number().int().min(1).max(65_535), mode: z.string() }),
});

export const heartbeatData = z.object({ t: z.number(), seq_ack: z.number().int().optional() });

/** `user_id` only on its way from the server. */
export const speakingData = z.object({
  speaking: z.number().int().min(0),
  ssrc: z.number().int().min(0),
  user_id: id.optional(),
});

export const transitionData = z.object({ transition_id: z.number().int().min(0).max(65_535) });

export const prepareTransitionData = transitionData.extend({ protocol_version: z.number().int().min(0) });

export const readyData = z.object({
  ssrc: z.number().int(),
  ip: z.string(),
  port: z.number().int(),
  modes: z.array(z.enum(TRANSPORT_MODES)).min(1),
});

export const sessionDescriptionData = z.object({
  mode: z.enum(TRANSPORT_MODES),
  secret_key: z.array(z.number().int().min(0).max(255)),
});

export const clientsConnectData = z.object({ user_ids: z.array(id) });

export const clientDisconnectData = z.object({ user_id: id });

export const prepareEpochData = z.object({ epoch: z.number().int() });
