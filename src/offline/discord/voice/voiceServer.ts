import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { WebSocketServer } from 'ws';
import { type Clock, SystemClock } from '../../../clock.ts';
import { type Logger, silentLogger } from '../../../observe/logger.ts';
import type { VoiceServerPort, VoiceTicket } from '../voiceServerPort.ts';
import { makeLocalAuthority } from './localAuthority.ts';
import { MemberPlans, type MemberRef } from './memberPlan.ts';
import type { LinkQuality, RtpLogEntry } from './receiverLink.ts';
import { TRANSPORT_MODES, type TransportMode } from './transportCrypto.ts';
import { LOOPBACK, UdpRelay } from './udpRelay.ts';
import { VoiceFaults } from './voiceFaults.ts';
import { VoiceMembers } from './voiceMembers.ts';
import { VoiceRecording } from './voiceRecording.ts';
import { VoiceSocket } from './voiceSocket.ts';

/** How the local voice server behaves where Discord's behaviour varies. */
export interface VoiceServerOptions {
  log?: Logger;
  clock?: Clock;
  /** Encryption modes offered, best first. */
  modes?: readonly TransportMode[];
  heartbeatIntervalMs?: number;
  /** How long a session waits for Resume after its line broke. */
  resumeWindowMs?: number;
  /** What every member's link is like, where it differs from the usual. */
  link?: Partial<LinkQuality>;
}

/** What Discord's own voice servers ask for. */
const HEARTBEAT_INTERVAL_MS = 13_750;
const RESUME_WINDOW_MS = 15_000;
const MAX_MESSAGE_BYTES = 256 * 1024;

/**
 * Discord's voice servers on this machine: voice gateway v8 over wss, UDP with transport encryption, and a DAVE group
 * for each channel. Speech passes through encrypted end to end; the server has no key for it.
 */
export class VoiceServer implements VoiceServerPort {
  readonly endpoint: string;
  readonly caPem: string;
  /** All that went over the voice sockets. */
  readonly recording: VoiceRecording;
  /** What can be made to go wrong. */
  readonly faults: VoiceFaults;
  readonly #members: VoiceMembers;
  readonly #https: Server;
  readonly #sockets: WebSocketServer;
  readonly #relay: UdpRelay;
  #stopped = false;

  private constructor(parts: {
    endpoint: string;
    caPem: string;
    recording: VoiceRecording;
    faults: VoiceFaults;
    members: VoiceMembers;
    https: Server;
    sockets: WebSocketServer;
    relay: UdpRelay;
  }) {
    this.endpoint = parts.endpoint;
    this.caPem = parts.caPem;
    this.recording = parts.recording;
    this.faults = parts.faults;
    this.#members = parts.members;
    this.#https = parts.https;
    this.#sockets = parts.sockets;
    this.#relay = parts.relay;
  }

  /** Opens both ports on 127.0.0.1 and makes the certificate authority that clients must trust. */
  static async start(options: VoiceServerOptions = {}): Promise<VoiceServer> {
    const clock = options.clock ?? new SystemClock();
    const log = (options.log ?? silentLogger()).child({ part: 'offline.voice' });
    const recording = new VoiceRecording(clock);
    const plans = new MemberPlans(options.link);
    let relay: UdpRelay | undefined;
    const members = new VoiceMembers({
      clock,
      recording,
      plans,
      modes: options.modes ?? TRANSPORT_MODES,
      heartbeatIntervalMs: options.heartbeatIntervalMs ?? HEARTBEAT_INTERVAL_MS,
      resumeWindowMs: options.resumeWindowMs ?? RESUME_WINDOW_MS,
      udp: {
        port: () => relay?.port ?? 0,
        send: (datagram, to) => relay?.send(datagram, to),
      },
    });
    relay = await UdpRelay.start(members);
    const authority = await makeLocalAuthority();
    const https = createServer({ cert: authority.certificatePem, key: authority.privateKeyPem });
    const sockets = new WebSocketServer({
      server: https,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
    });
    sockets.on('connection', (socket) => {
      log.debug('a voice client connects');
      new VoiceSocket({ socket, host: members, clock, recording });
    });
    // A client that does not trust the authority ends its TLS handshake: worth knowing, no reason to fall over.
    https.on('tlsClientError', (error) => log.debug({ reason: error.message }, 'TLS handshake failed'));
    https.listen(0, LOOPBACK);
    await once(https, 'listening');
    const address = https.address();
    if (address === null || typeof address === 'string') throw new Error('the voice server has no port');
    const faults = new VoiceFaults({ members, plans, relay });
    log.info({ voicePort: address.port, udpPort: relay.port }, 'local voice server listens');
    return new VoiceServer({
      endpoint: `${LOOPBACK}:${address.port}`,
      caPem: authority.caPem,
      recording,
      faults,
      members,
      https,
      sockets,
      relay,
    });
  }

  admit(ticket: VoiceTicket): string {
    return this.#members.admit(ticket);
  }

  dismiss(guildId: string, userId: string, closeCode: number): void {
    this.#members.dismiss({ guildId, userId }, closeCode);
  }

  /** The users whose voice session stands in that channel. */
  userIdsIn(guildId: string, channelId: string): string[] {
    return this.#members.room(guildId, channelId)?.userIds ?? [];
  }

  /** The users in that channel's DAVE group, as the server counts them. */
  encryptedUserIdsIn(guildId: string, channelId: string): string[] {
    return this.#members.room(guildId, channelId)?.dave.userIds ?? [];
  }

  /** The packets sent to that member in its present session, oldest first; the newest 20 000 or so. */
  rtpSentTo(member: MemberRef): readonly RtpLogEntry[] {
    return this.#members.session(member)?.media?.outgoing.log.entries ?? [];
  }

  /** The ssrc of that member's present session. */
  ssrcOf(member: MemberRef): number | undefined {
    return this.#members.session(member)?.ssrc;
  }

  /** Datagrams from clients that were not genuine. */
  get refusedDatagrams(): number {
    return this.#members.refusedDatagrams;
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#members.close();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    const closed = once(this.#https, 'close');
    this.#https.close();
    this.#https.closeAllConnections();
    await closed;
    await this.#relay.stop();
  }
}
