import { GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import { z } from 'zod';
import { wireMember } from './gatewayPayloads.ts';
import type { GatewayServer } from './gatewayServer.ts';
import type { GatewaySession } from './gatewaySession.ts';
import { jsonObjectSchema } from './jsonObject.ts';
import type { VoiceStates } from './voiceStates.ts';
import type { GuildState, MemberState, WorldState } from './worldState.ts';

const MEMBERS_PER_CHUNK = 1_000;
const MAX_QUERIED_MEMBERS = 100;

const voiceStateSchema = z.object({
  guild_id: z.string(),
  channel_id: z.string().nullable(),
  self_mute: z.boolean().default(false),
  self_deaf: z.boolean().default(false),
});

const membersSchema = z.object({
  guild_id: z.string(),
  query: z.string().optional(),
  limit: z.number().int().nonnegative().default(0),
  user_ids: z.union([z.string().transform((id) => [id]), z.array(z.string())]).optional(),
  presences: z.boolean().optional(),
  nonce: z.string().max(32).optional(),
});

const presenceSchema = z.object({
  since: z.number().nullable(),
  activities: z.array(jsonObjectSchema),
  status: z.enum(['online', 'dnd', 'idle', 'invisible', 'offline']),
  afk: z.boolean(),
});

export interface GatewayRequestsParts {
  readonly world: WorldState;
  readonly gateway: GatewayServer;
  readonly voiceStates: VoiceStates;
}

/** What identified clients ask over the gateway: op 3 presence, op 4 voice state, op 8 members. */
export class GatewayRequests {
  readonly #parts: GatewayRequestsParts;

  constructor(parts: GatewayRequestsParts) {
    this.#parts = parts;
  }

  /** Answers false for an op that no client may send; bad data of a good op is ignored, as Discord mostly does. */
  handle(session: GatewaySession, op: number, data: unknown): boolean {
    switch (op) {
      case GatewayOpcodes.PresenceUpdate:
        this.#presence(session, data);
        return true;
      case GatewayOpcodes.VoiceStateUpdate:
        this.#voiceState(session, data);
        return true;
      case GatewayOpcodes.RequestGuildMembers:
        this.#members(session, data);
        return true;
      default:
        return false;
    }
  }

  #presence(session: GatewaySession, data: unknown): void {
    const presence = presenceSchema.safeParse(data);
    if (!presence.success) return;
    const { application } = session;
    application.presence = presence.data;
    for (const guild of this.#parts.world.guildsOf(application.id)) {
      this.#parts.gateway.toGuild(guild, GatewayIntentBits.GuildPresences, 'PRESENCE_UPDATE', {
        user: { id: application.botUserId },
        guild_id: guild.id,
        status: presence.data.status,
        activities: presence.data.activities,
        client_status: { web: presence.data.status },
      });
    }
  }

  #voiceState(session: GatewaySession, data: unknown): void {
    const request = voiceStateSchema.safeParse(data);
    if (!request.success) return;
    const guild = this.#guild(session, request.data.guild_id);
    if (guild === undefined) return;
    this.#parts.voiceStates.request(guild, session.application.botUserId, session.id, {
      channelId: request.data.channel_id,
      selfMute: request.data.self_mute,
      selfDeaf: request.data.self_deaf,
    });
  }

  #members(session: GatewaySession, data: unknown): void {
    const request = membersSchema.safeParse(data);
    if (!request.success) return;
    const guild = this.#guild(session, request.data.guild_id);
    if (guild === undefined) return;
    const { query, limit, user_ids: userIds, nonce } = request.data;
    const everybody = userIds === undefined && query === '' && limit === 0;
    // Only a bot with the members intent is told about all of them.
    if (everybody && (session.intents & GatewayIntentBits.GuildMembers) === 0) return;
    const found = [...guild.members.values()].filter((member) =>
      userIds === undefined ? this.#named(member, query ?? '') : userIds.includes(member.userId),
    );
    const members = everybody ? found : found.slice(0, Math.min(limit || Infinity, MAX_QUERIED_MEMBERS));
    const chunkCount = Math.max(1, Math.ceil(members.length / MEMBERS_PER_CHUNK));
    for (let index = 0; index < chunkCount; index += 1) {
      const from = index * MEMBERS_PER_CHUNK;
      session.dispatch('GUILD_MEMBERS_CHUNK', {
        guild_id: guild.id,
        members: members
          .slice(from, from + MEMBERS_PER_CHUNK)
          .map((member) => wireMember(this.#parts.world, member)),
        chunk_index: index,
        chunk_count: chunkCount,
        not_found: (userIds ?? []).filter((id) => !guild.members.has(id)),
        ...(nonce === undefined ? {} : { nonce }),
      });
    }
  }

  #named(member: MemberState, query: string): boolean {
    const user = this.#parts.world.user(member.userId);
    const wanted = query.toLowerCase();
    return [user.username, user.globalName, member.nickname].some((name) =>
      name?.toLowerCase().startsWith(wanted),
    );
  }

  #guild(session: GatewaySession, guildId: string): GuildState | undefined {
    const guild = this.#parts.world.guilds.get(guildId);
    return guild?.applicationIds.has(session.application.id) ? guild : undefined;
  }
}
