import type { FaultPlan, RestFault, VoiceServerFault } from './faultPlan.ts';
import type { GatewayServer } from './gatewayServer.ts';
import type { GatewaySession } from './gatewaySession.ts';
import type { VoiceStates } from './voiceStates.ts';
import type { WorldState } from './worldState.ts';

/** What Discord closes with when something on its side broke; clients resume. */
const UNKNOWN_ERROR = 4_000;

export interface DiscordFaultsParts {
  readonly plan: FaultPlan;
  readonly gateway: GatewayServer;
  readonly voiceStates: VoiceStates;
  readonly world: WorldState;
}

/** Misbehaviour on demand. Those with an `applicationId` concern that bot alone, or all bots if it is left out. */
export class DiscordFaults {
  readonly #parts: DiscordFaultsParts;

  constructor(parts: DiscordFaultsParts) {
    this.#parts = parts;
  }

  /** The next `times` requests whose `METHOD /path` (path below the version) matches go wrong. */
  rest(matches: RegExp, fault: RestFault, times = 1): void {
    this.#parts.plan.addRest(matches, fault, times);
  }

  /** The next `times` VOICE_SERVER_UPDATEs are withheld or carry a null endpoint. */
  voiceServer(fault: VoiceServerFault, times = 1): void {
    this.#parts.plan.addVoiceServer(fault, times);
  }

  /** Now: the guild's voice server is gone (VOICE_SERVER_UPDATE with a null endpoint to the bots in voice). */
  voiceServerGone(guildId: string): void {
    this.#parts.voiceStates.announceServer(this.#parts.world.guild(guildId), false);
  }

  /** Now: the guild has a new voice server (VOICE_SERVER_UPDATE with a new token to the bots in voice). */
  voiceServerBack(guildId: string): void {
    this.#parts.voiceStates.announceServer(this.#parts.world.guild(guildId), true);
  }

  /** Now: voice in that channel moves to another server, as after a change of its region. */
  voiceServerMoved(guildId: string, channelId: string): void {
    this.#parts.voiceStates.changeServer(this.#parts.world.guild(guildId), channelId);
  }

  /** Closes the gateway socket with that code. The session can be resumed unless the code says otherwise to the client. */
  dropGateway(code: number = UNKNOWN_ERROR, applicationId?: string): void {
    for (const { socket } of this.#sessions(applicationId)) socket?.close(code, '');
  }

  /** Cuts the gateway's connection without a close frame. */
  cutGateway(applicationId?: string): void {
    for (const { socket } of this.#sessions(applicationId)) socket?.cut();
  }

  /** Op 7. */
  askToReconnect(applicationId?: string): void {
    this.#parts.gateway.askToReconnect(this.#sessions(applicationId));
  }

  /** Op 9. Not resumable: the session is over and the bot leaves voice. */
  invalidateSession(resumable: boolean, applicationId?: string): void {
    this.#parts.gateway.invalidate(this.#sessions(applicationId), resumable);
  }

  /** The next `times` Resumes are answered with op 9 (not resumable). */
  refuseResumes(times = 1): void {
    this.#parts.plan.refusedResumes = times;
  }

  /** Heartbeats are no longer acknowledged: the client must find that its connection is dead. */
  stopHeartbeatAcks(): void {
    this.#parts.plan.acksHeartbeats = false;
  }

  /** Everything the gateway says from now on comes this much later. */
  delayGateway(delayMs: number): void {
    this.#parts.plan.gatewayDelayMs = delayMs;
  }

  /** All is well again; what was planned and has not happened will not. */
  clear(): void {
    this.#parts.plan.clear();
  }

  #sessions(applicationId: string | undefined): GatewaySession[] {
    return this.#parts.gateway.sessions.filter(
      (session) => applicationId === undefined || session.application.id === applicationId,
    );
  }
}
