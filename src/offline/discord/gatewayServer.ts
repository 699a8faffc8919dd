import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10';
import { WebSocketServer } from 'ws';
import type { CancelTimer, Clock } from '../../clock.ts';
import type { FaultPlan } from './faultPlan.ts';
import { GatewayConnection, type GatewayHost } from './gatewayConnection.ts';
import { identifySchema, refusalOfIdentify, refusalOfQuery, resumeSchema } from './gatewayLogin.ts';
import { wireGuildCreate } from './gatewayPayloads.ts';
import { GatewaySession } from './gatewaySession.ts';
import { wireReady } from './readyPayload.ts';
import type { WireRecording } from './wireRecording.ts';
import type { GuildState, WorldState } from './worldState.ts';

/** What Discord usually says in Hello. */
export const USUAL_HEARTBEAT_INTERVAL_MS = 41_250;
/** How long a session waits for its client to come back. */
const RESUME_WINDOW_MS = 180_000;
const SESSION_ID_BYTES = 16;
/** A client that says goodbye with one of these does not mean to resume. */
const FINAL_CLOSE_CODES: ReadonlySet<number> = new Set([1000, 1001]);

export interface GatewayServerParts {
  readonly world: WorldState;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly recording: WireRecording;
  readonly heartbeatIntervalMs: number;
  /** Any op beyond login and heartbeat. Answers false for one that no client may send. */
  readonly onMessage: (session: GatewaySession, op: number, data: unknown) => boolean;
  /** The session cannot be resumed any more. */
  readonly onSessionEnd: (session: GatewaySession) => void;
}

/** The gateway: sockets in, sessions kept, events told to whom they concern. */
export class GatewayServer implements GatewayHost {
  readonly #parts: GatewayServerParts;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #connections = new Set<GatewayConnection>();
  readonly #sessions = new Map<string, GatewaySession>();
  readonly #expiries = new Map<string, CancelTimer>();
  #url = '';

  constructor(parts: GatewayServerParts) {
    this.#parts = parts;
  }

  /** `ws://host:port`, set once the port is known. */
  get url(): string {
    return this.#url;
  }

  set url(url: string) {
    this.#url = url;
  }

  /** Sessions that are connected or may still be resumed. */
  get sessions(): readonly GatewaySession[] {
    return [...this.#sessions.values()];
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const query = new URL(request.url ?? '/', 'ws://local').searchParams;
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      const refusal = refusalOfQuery(query);
      if (refusal !== undefined) {
        client.close(refusal.code, refusal.reason);
        return;
      }
      const { clock, faults, recording, heartbeatIntervalMs } = this.#parts;
      const compress = query.get('compress') === 'zlib-stream';
      this.#connections.add(
        new GatewayConnection({
          socket: client,
          host: this,
          clock,
          faults,
          recording,
          heartbeatIntervalMs,
          compress,
        }),
      );
    });
  }

  /** The session that hears of this guild (or, without one, of direct messages) for that application. */
  sessionOf(applicationId: string, guildId: string | undefined): GatewaySession | undefined {
    return [...this.#sessions.values()]
      .reverse()
      .find((session) => session.application.id === applicationId && session.covers(guildId));
  }

  /**
   * Tells every bot of the guild whose intents ask for it (`intents` 0: all of them). `only` narrows it further.
   */
  toGuild(
    guild: GuildState,
    intents: number,
    event: string,
    data: unknown,
    only: (session: GatewaySession) => boolean = () => true,
  ): void {
    for (const session of this.#sessions.values()) {
      if (!guild.applicationIds.has(session.application.id)) continue;
      if (session.covers(guild.id) && session.wants(intents) && only(session)) session.dispatch(event, data);
    }
  }

  /** Tells one application, whatever its intents. Answers whether it has a session that will hear of it. */
  toApplication(applicationId: string, guildId: string | undefined, event: string, data: unknown): boolean {
    const session = this.sessionOf(applicationId, guildId);
    session?.dispatch(event, data);
    return session !== undefined;
  }

  identify(connection: GatewayConnection, data: unknown): void {
    const { world } = this.#parts;
    const identify = identifySchema.safeParse(data);
    if (!identify.success) {
      connection.close(GatewayCloseCodes.DecodeError, 'Error while decoding payload.');
      return;
    }
    const application = world.applicationByToken(identify.data.token.replace(/^Bot /, ''));
    const refusal = refusalOfIdentify(identify.data, application);
    if (application === undefined || refusal !== undefined) {
      connection.close(
        refusal?.code ?? GatewayCloseCodes.AuthenticationFailed,
        refusal?.reason ?? 'Authentication failed.',
      );
      return;
    }
    const [shardId, shardCount] = identify.data.shard ?? [0, 1];
    const id = randomBytes(SESSION_ID_BYTES).toString('hex');
    const session = new GatewaySession({
      id,
      application,
      intents: identify.data.intents,
      shardId,
      shardCount,
    });
    if (identify.data.presence != null) application.presence = identify.data.presence;
    this.#sessions.set(id, session);
    connection.adopt(session);
    this.#welcome(session);
  }

  resume(connection: GatewayConnection, data: unknown): void {
    const { world, faults } = this.#parts;
    const resume = resumeSchema.safeParse(data);
    if (!resume.success) {
      connection.close(GatewayCloseCodes.DecodeError, 'Error while decoding payload.');
      return;
    }
    const application = world.applicationByToken(resume.data.token.replace(/^Bot /, ''));
    if (application === undefined) {
      connection.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
      return;
    }
    const session = this.#sessions.get(resume.data.session_id);
    const refused = faults.refusedResumes > 0;
    if (refused) faults.refusedResumes -= 1;
    const known = session?.application.id === application.id && session.canReplayAfter(resume.data.seq);
    if (session === undefined || refused || !known) {
      if (session !== undefined && refused) this.#end(session);
      connection.invalidate(false);
      return;
    }
    if (resume.data.seq > session.sequence) {
      connection.close(GatewayCloseCodes.InvalidSeq, 'Invalid seq.');
      return;
    }
    this.#expiries.get(session.id)?.();
    this.#expiries.delete(session.id);
    session.socket?.cut();
    connection.adopt(session);
    session.replayAfter(resume.data.seq);
    session.dispatch('RESUMED', { _trace: ['["local"]'] });
  }

  message(session: GatewaySession, op: number, data: unknown): boolean {
    return this.#parts.onMessage(session, op, data);
  }

  closed(connection: GatewayConnection, session: GatewaySession | undefined, code: number): void {
    this.#connections.delete(connection);
    if (session === undefined || !this.#sessions.has(session.id)) return;
    // A newer socket has taken the session over: this one's end means nothing to it.
    if (session.socket !== undefined) return;
    if (FINAL_CLOSE_CODES.has(code)) {
      this.#end(session);
      return;
    }
    this.#awaitResume(session);
  }

  /** Op 7 to these sessions: their clients are to come back and resume. */
  askToReconnect(sessions: readonly GatewaySession[]): void {
    for (const session of sessions) {
      session.socket?.send({ op: GatewayOpcodes.Reconnect, t: null, s: null, d: null });
    }
  }

  /** Op 9 to these sessions. Not resumable: they are over, and their bots leave voice. */
  invalidate(sessions: readonly GatewaySession[], resumable: boolean): void {
    for (const session of sessions) {
      const { socket } = session;
      if (resumable) this.#awaitResume(session);
      else this.#end(session);
      if (socket instanceof GatewayConnection) socket.invalidate(resumable);
    }
  }

  async stop(): Promise<void> {
    for (const cancel of this.#expiries.values()) cancel();
    this.#expiries.clear();
    for (const connection of this.#connections) connection.cut();
    this.#sessions.clear();
    await new Promise<void>((resolve) => this.#sockets.close(() => resolve()));
  }

  #welcome(session: GatewaySession): void {
    const { world } = this.#parts;
    const { application } = session;
    const guilds = world.guildsOf(application.id).filter((guild) => session.covers(guild.id));
    session.dispatch('READY', wireReady(world, session, guilds, this.#url));
    // GUILDS is intent bit 0; without it Discord tells of no guild at all.
    if (!session.wants(1)) return;
    for (const guild of guilds) {
      session.dispatch('GUILD_CREATE', wireGuildCreate(world, guild, application, session.intents));
    }
  }

  #awaitResume(session: GatewaySession): void {
    this.#expiries.get(session.id)?.();
    const cancel = this.#parts.clock.after(RESUME_WINDOW_MS, () => this.#end(session));
    this.#expiries.set(session.id, cancel);
  }

  #end(session: GatewaySession): void {
    this.#expiries.get(session.id)?.();
    this.#expiries.delete(session.id);
    if (this.#sessions.delete(session.id)) this.#parts.onSessionEnd(session);
  }
}
