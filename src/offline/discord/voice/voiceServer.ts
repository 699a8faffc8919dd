import { type Clock, SystemClock } from '../../../clock.ts';
import { type Logger, silentLogger } from '../../../observe/logger.ts';
import type { VoiceServerPort, VoiceTicket } from '../voiceServerPort.ts';
import { makeLocalAuthority } from './localAuthority.ts';
import { MemberPlans, type MemberRef } from './memberPlan.ts';
import type { LinkQuality, RtpLogEntry } from './receiverLink.ts';
import { TRANSPORT_MODES, type TransportMode } from './transportCrypto.ts';
import { UdpRelay } from './udpRelay.ts';
import { VoiceEntrance } from './voiceEntrance.ts';
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
/** So many addresses the voice servers have: a region move goes from one to the next. */
const ENTRANCES = 2;

/**
 * Discord's voice servers on this machine: voice gateway v8 over wss, UDP with transport encryption, and a DAVE group
 * for each channel. Speech passes through encrypted end to end; the server has no key for it.
 */
export class VoiceServer implements VoiceServerPort {
  readonly caPem: string;
  /** All that went over the voice sockets. */
  readonly recording: VoiceRecording;
  /** What can be made to go wrong. */
  readonly faults: VoiceFaults;
  readonly #members: VoiceMembers;
  readonly #entrances: readonly VoiceEntrance[];
  readonly #relay: UdpRelay;
  #relocations = 0;
  #stopped = false;

  private constructor(parts: {
    caPem: string;
    recording: VoiceRecording;
    faults: VoiceFaults;
    members: VoiceMembers;
    entrances: readonly VoiceEntrance[];
    relay: UdpRelay;
  }) {
    this.caPem = parts.caPem;
    this.recording = parts.recording;
    this.faults = parts.faults;
    this.#members = parts.members;
    this.#entrances = parts.entrances;
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
    const entrances = await Promise.all(
      Array.from({ length: ENTRANCES }, () =>
        VoiceEntrance.open({
          certificatePem: authority.certificatePem,
          privateKeyPem: authority.privateKeyPem,
          onSocket: (socket) => {
            log.debug('a voice client connects');
            new VoiceSocket({ socket, host: members, clock, recording });
          },
          onRefused: (error) => log.debug({ reason: error.message }, 'TLS handshake failed'),
        }),
      ),
    );
    const faults = new VoiceFaults({ members, plans, relay });
    log.info(
      { endpoints: entrances.map(({ endpoint }) => endpoint), udpPort: relay.port },
      'local voice server listens',
    );
    return new VoiceServer({
      caPem: authority.caPem,
      recording,
      faults,
      members,
      entrances,
      relay,
    });
  }

  get endpoint(): string {
    return this.#entrances[this.#relocations % ENTRANCES]?.endpoint ?? '';
  }

  relocate(): void {
    this.#relocations += 1;
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
    await Promise.all(this.#entrances.map((entrance) => entrance.close()));
    await this.#relay.stop();
  }
}
