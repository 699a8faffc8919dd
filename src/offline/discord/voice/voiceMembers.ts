import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { z } from 'zod';
import type { Clock } from '../../../clock.ts';
import type { VoiceTicket } from '../voiceServerPort.ts';
import { ExternalSender } from './externalSender.ts';
import { openMediaPath } from './mediaPath.ts';
import type { MemberPlans, MemberRef } from './memberPlan.ts';
import { ResumeWindows } from './resumeWindows.ts';
import { readRtpHeader } from './rtpPacket.ts';
import { newTransportKey, type TransportMode } from './transportCrypto.ts';
import { LOOPBACK, type UdpAddress, type UdpHandlers } from './udpRelay.ts';
import type { identifyData, resumeData, selectProtocolData } from './voiceMessages.ts';
import { DAVE_PROTOCOL_VERSION, isResumable, VoiceClose, VoiceOp } from './voiceOpcodes.ts';
import type { VoiceRecording } from './voiceRecording.ts';
import { VoiceRoom } from './voiceRoom.ts';
import { VoiceSession } from './voiceSession.ts';
import type { VoiceSocketHost } from './voiceSocket.ts';

/** What the members' registry is made of. */
export interface VoiceMembersOptions {
  clock: Clock;
  recording: VoiceRecording;
  plans: MemberPlans;
  modes: readonly TransportMode[];
  heartbeatIntervalMs: number;
  /** How long a session waits for a client whose line broke. */
  resumeWindowMs: number;
  udp: { port(): number; send(datagram: Uint8Array, to: UdpAddress): void };
}

const TOKEN_BYTES = 12;
const NORMAL_CLOSURE = 1000;
const GOING_AWAY = 1001;
const FIRST_SSRC = 100_001;

/** Who may come, who is there, and in which room: the rules of the voice gateway without its sockets. */
export class VoiceMembers implements VoiceSocketHost, UdpHandlers {
  readonly heartbeatIntervalMs: number;
  readonly #options: VoiceMembersOptions;
  readonly #sender = new ExternalSender();
  readonly #tickets = new Map<string, { ticket: VoiceTicket; token: string }>();
  readonly #sessions = new Map<string, VoiceSession>();
  readonly #bySsrc = new Map<number, VoiceSession>();
  readonly #rooms = new Map<string, VoiceRoom>();
  readonly #resumeWindows: ResumeWindows;
  #nextSsrc = FIRST_SSRC;
  #refusedDatagrams = 0;

  constructor(options: VoiceMembersOptions) {
    this.#options = options;
    this.heartbeatIntervalMs = options.heartbeatIntervalMs;
    this.#resumeWindows = new ResumeWindows(options.clock, options.resumeWindowMs, (session) =>
      this.#remove(session),
    );
  }

  /** The voice server's own part in every group. */
  get sender(): ExternalSender {
    return this.#sender;
  }

  /** Datagrams that were no genuine packets of a member. */
  get refusedDatagrams(): number {
    return this.#refusedDatagrams;
  }

  admit(ticket: VoiceTicket): string {
    const token = randomBytes(TOKEN_BYTES).toString('hex');
    this.#tickets.set(keyOf(ticket), { ticket, token });
    return token;
  }

  /** Ends a member's session, and takes back its ticket. */
  dismiss(member: MemberRef, closeCode: number): void {
    const key = keyOf(member);
    const session = this.#sessions.get(key);
    this.#tickets.delete(key);
    if (session === undefined) return;
    this.#remove(session);
    session.close(closeCode);
  }

  /** Breaks a member's voice socket; after a resumable code its session waits for it. */
  breakSocket(session: VoiceSession, closeCode: number): void {
    session.close(closeCode);
    if (isResumable(closeCode)) this.#resumeWindows.open(session);
    else this.#remove(session);
  }

  session(member: MemberRef): VoiceSession | undefined {
    return this.#sessions.get(keyOf(member));
  }

  room(guildId: string, channelId: string): VoiceRoom | undefined {
    return this.#rooms.get(`${guildId}/${channelId}`);
  }

  identify(data: z.infer<typeof identifyData>, socket: WebSocket): VoiceSession | number {
    const key = keyOf({ guildId: data.server_id, userId: data.user_id });
    const admitted = this.#tickets.get(key);
    if (admitted === undefined || admitted.token !== data.token) return VoiceClose.authenticationFailed;
    if (admitted.ticket.sessionId !== data.session_id) return VoiceClose.sessionInvalid;
    if (data.max_dave_protocol_version < DAVE_PROTOCOL_VERSION) return VoiceClose.daveRequired;
    const old = this.#sessions.get(key);
    if (old !== undefined) {
      this.#remove(old);
      old.close(VoiceClose.sessionInvalid);
    }
    const { ticket, token } = admitted;
    const plan = this.#options.plans.of(ticket);
    const ssrc = plan.nextSsrc ?? this.#nextSsrc++;
    plan.nextSsrc = undefined;
    const session = new VoiceSession({ ticket, token, ssrc, plan, recording: this.#options.recording });
    session.attach(socket);
    this.#sessions.set(key, session);
    this.#bySsrc.set(ssrc, session);
    session.json(VoiceOp.ready, {
      ssrc,
      ip: LOOPBACK,
      port: this.#options.udp.port(),
      modes: this.#options.modes,
      experiments: [],
    });
    return session;
  }

  resume(data: z.infer<typeof resumeData>, socket: WebSocket): VoiceSession | number {
    const session = [...this.#sessions.values()].find(
      ({ ticket, token }) =>
        ticket.guildId === data.server_id && ticket.sessionId === data.session_id && token === data.token,
    );
    if (session === undefined) return VoiceClose.sessionInvalid;
    this.#resumeWindows.close(session);
    if (session.connected) session.close(VoiceClose.sessionInvalid);
    session.attach(socket);
    // Clients ignore the group's messages until they know that the session stands again.
    session.unnumbered(VoiceOp.resumed, null);
    session.replayFrom(data.seq_ack);
    return session;
  }

  selectProtocol(session: VoiceSession, data: z.infer<typeof selectProtocolData>): number | undefined {
    if (data.protocol !== 'udp') return VoiceClose.unknownProtocol;
    const mode = this.#options.modes.find((offered) => offered === data.data.mode);
    if (mode === undefined) return VoiceClose.unknownEncryptionMode;
    const room = this.#roomOf(session.ticket);
    room.leave(session);
    session.media?.outgoing.close();
    const key = newTransportKey();
    session.media = openMediaPath({
      mode,
      key,
      remote: { address: LOOPBACK, port: data.data.port },
      quality: session.plan.quality,
      clock: this.#options.clock,
      send: (datagram, to) => this.#options.udp.send(datagram, to),
    });
    session.json(VoiceOp.sessionDescription, {
      mode,
      secret_key: [...key],
      audio_codec: 'opus',
      media_session_id: session.ticket.sessionId,
      dave_protocol_version: room.dave.protocolVersion,
    });
    room.enter(session);
    return undefined;
  }

  speaking(session: VoiceSession, flags: number): void {
    session.speaking = flags;
    if (session.media !== undefined) this.#roomOf(session.ticket).announceSpeaking(session);
  }

  keyPackage(session: VoiceSession, payload: Buffer): void {
    this.#roomOf(session.ticket).dave.receiveKeyPackage(session.userId, payload);
  }

  commit(session: VoiceSession, payload: Buffer): void {
    this.#roomOf(session.ticket).dave.receiveCommit(session.userId, payload);
  }

  transitionReady(session: VoiceSession, transitionId: number): void {
    this.#roomOf(session.ticket).dave.receiveReady(session.userId, transitionId);
  }

  invalidTransition(session: VoiceSession): void {
    this.#roomOf(session.ticket).dave.receiveInvalid(session.userId);
  }

  closed(session: VoiceSession, code: number): void {
    session.detach();
    if (code === NORMAL_CLOSURE || code === GOING_AWAY) this.#remove(session);
    else this.#resumeWindows.open(session);
  }

  onDiscovery(ssrc: number): boolean {
    const session = this.#bySsrc.get(ssrc);
    if (session === undefined) return false;
    if (session.plan.discoveriesToSwallow === 0) return true;
    session.plan.discoveriesToSwallow--;
    return false;
  }

  onMedia(datagram: Buffer, from: UdpAddress): void {
    const header = readRtpHeader(datagram);
    const session = header && this.#bySsrc.get(header.ssrc);
    const genuine =
      session?.media !== undefined &&
      session.media.remote.port === from.port &&
      this.#roomOf(session.ticket).relay(session, datagram);
    if (!genuine) this.#refusedDatagrams++;
  }

  /** Ends every session and every timer. */
  close(): void {
    for (const session of [...this.#sessions.values()]) {
      this.#remove(session);
      session.close(GOING_AWAY);
    }
    this.#tickets.clear();
  }

  #remove(session: VoiceSession): void {
    this.#resumeWindows.close(session);
    const key = keyOf(session.ticket);
    if (this.#sessions.get(key) === session) this.#sessions.delete(key);
    if (this.#bySsrc.get(session.ssrc) === session) this.#bySsrc.delete(session.ssrc);
    session.media?.outgoing.close();
    const { guildId, channelId } = session.ticket;
    const room = this.room(guildId, channelId);
    room?.leave(session);
    if (room?.empty) {
      room.close();
      this.#rooms.delete(`${guildId}/${channelId}`);
    }
  }

  #roomOf({ guildId, channelId }: VoiceTicket): VoiceRoom {
    const known = this.room(guildId, channelId);
    if (known !== undefined) return known;
    const room = new VoiceRoom({ channelId, sender: this.#sender, clock: this.#options.clock });
    this.#rooms.set(`${guildId}/${channelId}`, room);
    return room;
  }
}

function keyOf({ guildId, userId }: MemberRef): string {
  return `${guildId}/${userId}`;
}
