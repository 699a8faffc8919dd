import { randomBytes } from 'node:crypto';
import { GatewayIntentBits } from 'discord-api-types/v10';
import type { FaultPlan } from './faultPlan.ts';
import { wireVoiceState } from './gatewayPayloads.ts';
import type { GatewayServer } from './gatewayServer.ts';
import { channelPermissions, includes } from './permissions.ts';
import type { VoiceServerPort } from './voiceServerPort.ts';
import type { ChannelState, GuildState, VoiceState, WorldState } from './worldState.ts';

/** The voice close code for those who were disconnected or moved (Discord's reference, "Voice Close Event Codes"). */
export const VOICE_DISCONNECTED = 4014;
/** The voice close code for everybody whose call was ended, as with a deleted channel. */
export const VOICE_CALL_TERMINATED = 4022;
const SESSION_ID_BYTES = 16;

/** All that a voice client needs to connect for a person. */
export interface VoiceSeat {
  readonly guildId: string;
  readonly channelId: string;
  readonly userId: string;
  readonly endpoint: string;
  readonly token: string;
  readonly sessionId: string;
}

/** What op 4 asks for. */
export interface VoiceRequest {
  readonly channelId: string | null;
  readonly selfMute: boolean;
  readonly selfDeaf: boolean;
}

export interface VoiceStatesParts {
  readonly world: WorldState;
  readonly gateway: GatewayServer;
  readonly voice: VoiceServerPort;
  readonly faults: FaultPlan;
}

/** Who is in which voice channel: changes it, tells the bots, and lets people in and out of the voice server. */
export class VoiceStates {
  readonly #parts: VoiceStatesParts;
  readonly #seatListeners = new Map<string, Set<(seat: VoiceSeat | undefined) => void>>();

  constructor(parts: VoiceStatesParts) {
    this.#parts = parts;
  }

  /**
   * Op 4 of a bot. As Discord does, it does not answer at all when the bot may not see or enter the channel, or the channel is
   * full. An op 4 that only changes mute or deaf has no new voice server; one that changes nothing is a rejoin and has.
   */
  request(guild: GuildState, userId: string, sessionId: string, request: VoiceRequest): void {
    const before = guild.voiceStates.get(userId);
    if (request.channelId === null) {
      this.leave(guild, userId);
      return;
    }
    const channel = guild.channels.get(request.channelId);
    if (channel === undefined || !mayEnter(guild, channel, userId)) return;
    const stays = before?.channelId === channel.id && before.sessionId === sessionId;
    if (stays && (before.selfMute !== request.selfMute || before.selfDeaf !== request.selfDeaf)) {
      before.selfMute = request.selfMute;
      before.selfDeaf = request.selfDeaf;
      this.tell(guild, before);
      return;
    }
    if (before !== undefined && !stays) this.#dismiss(guild, userId);
    const state = stays ? before : this.#enter(guild, channel, userId, sessionId);
    state.selfMute = request.selfMute;
    state.selfDeaf = request.selfDeaf;
    this.tell(guild, state);
    this.#giveServer(guild, state);
  }

  /** Puts a person into a channel, whatever its permissions, and answers where their voice client is to connect. */
  seat(guild: GuildState, userId: string, channelId: string, flags: Partial<VoiceRequest> = {}): VoiceSeat {
    const channel = guild.channels.get(channelId);
    if (channel === undefined || channel.kind === 'text') throw new Error(`no voice channel ${channelId}`);
    const before = guild.voiceStates.get(userId);
    if (before !== undefined && before.channelId !== channelId) this.#dismiss(guild, userId);
    const sessionId = before?.sessionId ?? randomBytes(SESSION_ID_BYTES).toString('hex');
    const state = before?.channelId === channelId ? before : this.#enter(guild, channel, userId, sessionId);
    state.selfMute = flags.selfMute ?? state.selfMute;
    state.selfDeaf = flags.selfDeaf ?? state.selfDeaf;
    this.tell(guild, state);
    return this.#admit(guild, state);
  }

  /** A member leaves, or is made to. Nothing happens if it is not in voice. */
  leave(guild: GuildState, userId: string, closeCode: number = VOICE_DISCONNECTED): void {
    const state = guild.voiceStates.get(userId);
    if (state === undefined) return;
    this.#parts.voice.dismiss(guild.id, userId, closeCode);
    guild.voiceStates.delete(userId);
    this.tell(guild, state, null);
    for (const listener of this.#listeners(guild, userId)) listener(undefined);
  }

  /** An administrator moves a member. Answers false if it is not in voice. */
  move(guild: GuildState, userId: string, channel: ChannelState): boolean {
    const before = guild.voiceStates.get(userId);
    if (before === undefined) return false;
    if (before.channelId === channel.id) return true;
    this.#dismiss(guild, userId);
    const state = this.#enter(guild, channel, userId, before.sessionId);
    state.selfMute = before.selfMute;
    state.selfDeaf = before.selfDeaf;
    this.tell(guild, state);
    if (this.#parts.world.applicationByBot(userId) !== undefined) {
      this.#giveServer(guild, state);
      return true;
    }
    const seat = this.#admit(guild, state);
    for (const listener of this.#listeners(guild, userId)) listener(seat);
    return true;
  }

  /** The voice server of a guild goes away for the bots in it (null endpoint), or comes back with a new token. */
  announceServer(guild: GuildState, available: boolean): void {
    for (const state of guild.voiceStates.values()) {
      const application = this.#parts.world.applicationByBot(state.userId);
      if (application === undefined) continue;
      if (available) this.#giveServer(guild, state);
      else this.#sendServer(guild, state, null, '');
    }
  }

  /**
   * A channel's voice moves to another server: its bots' sockets are closed with 4022 and they are told where to connect now.
   * A person's client is not told: it counts as there already.
   */
  changeServer(guild: GuildState, channelId: string): void {
    this.#parts.voice.relocate();
    for (const state of guild.voiceStates.values()) {
      const isBot = this.#parts.world.applicationByBot(state.userId) !== undefined;
      if (!isBot || state.channelId !== channelId) continue;
      this.#parts.voice.dismiss(guild.id, state.userId, VOICE_CALL_TERMINATED);
      this.#giveServer(guild, state);
    }
  }

  /** Permissions have changed: who may no longer speak in a voice channel is suppressed, who may again is not. */
  settleSpeaking(guild: GuildState): void {
    for (const state of guild.voiceStates.values()) {
      const channel = guild.channels.get(state.channelId);
      if (channel === undefined || channel.kind === 'stage') continue;
      const suppress = !includes(channelPermissions(guild, channel, state.userId), 'Speak');
      if (suppress === state.suppress) continue;
      state.suppress = suppress;
      this.tell(guild, state);
    }
  }

  /** VOICE_STATE_UPDATE to all bots of the guild that hear of voice. */
  tell(guild: GuildState, state: VoiceState, where: string | null = state.channelId): void {
    const { world, gateway } = this.#parts;
    const data = wireVoiceState(world, guild, state, where);
    gateway.toGuild(guild, GatewayIntentBits.GuildVoiceStates, 'VOICE_STATE_UPDATE', data);
  }

  /** Calls back when somebody else moves or disconnects that person. Answers how to stop that. */
  onSeat(guild: GuildState, userId: string, listener: (seat: VoiceSeat | undefined) => void): () => void {
    const listeners = this.#listeners(guild, userId);
    listeners.add(listener);
    this.#seatListeners.set(`${guild.id}/${userId}`, listeners);
    return () => listeners.delete(listener);
  }

  #listeners(guild: GuildState, userId: string): Set<(seat: VoiceSeat | undefined) => void> {
    return this.#seatListeners.get(`${guild.id}/${userId}`) ?? new Set();
  }

  #enter(guild: GuildState, channel: ChannelState, userId: string, sessionId: string): VoiceState {
    const maySpeak = includes(channelPermissions(guild, channel, userId), 'Speak');
    const state: VoiceState = {
      userId,
      channelId: channel.id,
      sessionId,
      selfMute: false,
      selfDeaf: false,
      // Everybody enters a stage as audience, moderators too.
      suppress: channel.kind === 'stage' || !maySpeak,
      requestToSpeakAt: null,
    };
    guild.voiceStates.set(userId, state);
    return state;
  }

  #dismiss(guild: GuildState, userId: string): void {
    this.#parts.voice.dismiss(guild.id, userId, VOICE_DISCONNECTED);
  }

  #admit(guild: GuildState, state: VoiceState): VoiceSeat {
    const ticket = {
      guildId: guild.id,
      channelId: state.channelId,
      userId: state.userId,
      sessionId: state.sessionId,
    };
    const token = this.#parts.voice.admit(ticket);
    return { ...ticket, endpoint: this.#parts.voice.endpoint, token };
  }

  #giveServer(guild: GuildState, state: VoiceState): void {
    const fault = this.#parts.faults.takeVoiceServer();
    const seat = this.#admit(guild, state);
    if (fault === 'withheld') return;
    this.#sendServer(guild, state, fault === 'nullEndpoint' ? null : seat.endpoint, seat.token);
  }

  #sendServer(guild: GuildState, state: VoiceState, endpoint: string | null, token: string): void {
    const { world, gateway } = this.#parts;
    const application = world.applicationByBot(state.userId);
    if (application === undefined) return;
    gateway.toApplication(application.id, guild.id, 'VOICE_SERVER_UPDATE', {
      token,
      guild_id: guild.id,
      endpoint,
    });
  }
}

/** May that member enter: it sees the channel, may connect, and there is room or it may move members. */
function mayEnter(guild: GuildState, channel: ChannelState, userId: string): boolean {
  if (channel.kind === 'text') return false;
  const permissions = channelPermissions(guild, channel, userId);
  if (!includes(permissions, 'ViewChannel', 'Connect')) return false;
  if (channel.userLimit === 0 || includes(permissions, 'MoveMembers')) return true;
  const others = [...guild.voiceStates.values()].filter(
    (state) => state.channelId === channel.id && state.userId !== userId,
  );
  return others.length < channel.userLimit;
}
