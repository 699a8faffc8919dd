import { randomUUID } from 'node:crypto';
import {
  type DiscordGatewayAdapterLibraryMethods,
  getGroups,
  joinVoiceChannel,
  type Networking,
  NetworkingStatusCode,
  type VoiceConnection,
  VoiceConnectionDisconnectReason,
  type VoiceConnectionState,
  VoiceConnectionStatus,
} from '@discordjs/voice';
import type { CancelTimer, Clock } from '../clock.ts';
import type { AllowedSpeakers } from './allowedSpeakers.ts';
import { DiscoveryRetry } from './discoveryRetry.ts';
import type { FaultCounter } from './faultCounter.ts';
import type { VoiceServerUpdate, VoiceStateUpdate } from './gatewayPayloads.ts';
import { awaitsGroup, hasCompany } from './hardening/connectionDave.ts';
import { PacketReceiver } from './hardening/packetReceiver.ts';
import { HearingWatch } from './hearingWatch.ts';
import { LOST_ECHOES } from './sessionTimings.ts';
import type { UdpRoundTrip } from './udpRoundTrip.ts';
import type { VoiceEvent, VoiceGateway } from './voiceEvents.ts';

/** After the transport is there, the voice server says within this who else is in the call. */
const COMPANY_WAIT_MS = 250;

/** The DAVE group of a full channel is made in well under this; a slower one must not hold up the join. */
const GROUP_WAIT_MS = 3000;

/** What becomes of a session. */
export type SessionChange =
  /** Sound can flow both ways. */
  | { type: 'ready' }
  /** Was ready; the library resumes, or follows to another voice server. */
  | { type: 'unready' }
  /** The voice socket was closed for good with this code. */
  | { type: 'closed'; code: number }
  /** Discord took the voice server away; another one is to follow. */
  | { type: 'serverGone' }
  /** The gateway would not take the request to join. */
  | { type: 'gatewayUnavailable' }
  /** Connecting to a voice server (again). */
  | { type: 'connecting' };

/** Where a session that is not ready got stuck, for the person who has to mend it. */
export type SessionStage =
  | 'asking Discord'
  | 'reaching the voice server'
  | 'reaching it over UDP'
  | 'connected';

/** What a session is made of. */
export interface VoiceSessionOptions {
  guildId: string;
  channelId: string;
  botUserId: string;
  gateway: VoiceGateway;
  allowed: AllowedSpeakers;
  clock: Clock;
  /** Outlives sessions: it knows whether voice servers echo at all. */
  roundTripMeter: UdpRoundTrip;
  faults: FaultCounter;
  /** Packets, ends of transmissions, and who is gone. */
  tell(event: VoiceEvent): void;
  onChange(change: SessionChange): void;
}

/** One connection of the library, from the request to join to its end. The link decides what follows from its changes. */
export class VoiceSession {
  readonly connection: VoiceConnection;
  readonly #options: VoiceSessionOptions;
  /** Unique: the library keeps connections in a global table by group and guild. */
  readonly #group = `parley-${randomUUID()}`;
  readonly #receiver: PacketReceiver;
  #methods: DiscordGatewayAdapterLibraryMethods | undefined;
  #discovery: DiscoveryRetry | undefined;
  #readyTimer: CancelTimer | undefined;
  readonly #roundTripMeter: UdpRoundTrip;
  readonly #hearing: HearingWatch;
  #isReady = false;

  constructor(options: VoiceSessionOptions) {
    this.#options = options;
    this.#roundTripMeter = options.roundTripMeter;
    this.#roundTripMeter.forget();
    this.#hearing = new HearingWatch(options.clock);
    this.connection = joinVoiceChannel({
      guildId: options.guildId,
      channelId: options.channelId,
      group: this.#group,
      selfDeaf: false,
      selfMute: false,
      daveEncryption: true,
      adapterCreator: (methods) => {
        this.#methods = methods;
        return {
          sendPayload: (payload: unknown) => this.#send(payload),
          destroy: () => undefined,
        };
      },
    });
    this.connection.on('error', (error) => options.faults.countError(error));
    this.connection.on('stateChange', (before, after) => this.#onStateChange(before, after));
    this.connection.on('transitioned', () => this.#announceWhenHeard());
    this.#receiver = new PacketReceiver({
      connection: this.connection,
      botUserId: options.botUserId,
      allowed: options.allowed,
      clock: options.clock,
      hearing: this.#hearing,
      sink: {
        packet: (packet) => options.tell({ type: 'packet', packet }),
        transmissionEnded: (userId) => options.tell({ type: 'transmissionEnded', userId }),
        speakerGone: (userId) => options.tell({ type: 'speakerGone', userId }),
        keepAliveEcho: () => this.#roundTripMeter.onEcho(),
        count: (fault) => options.faults.count(fault),
      },
    });
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Did the gateway refuse the very request to join? */
  get wasRefusedByGateway(): boolean {
    return this.connection.state.status === VoiceConnectionStatus.Disconnected;
  }

  /** Is there company, but for want of a DAVE group nothing can be heard or said? */
  get lacksGroup(): boolean {
    return awaitsGroup(this.connection) && hasCompany(this.connection, this.#options.botUserId);
  }

  /** Does somebody speak, by Discord's signs, of whom nothing can be understood? */
  get isDeaf(): boolean {
    return this.#hearing.isDeaf;
  }

  /** Has the voice server stopped to echo keep-alives? */
  get isUnreachable(): boolean {
    return this.#roundTripMeter.lostEchoes >= LOST_ECHOES;
  }

  get stage(): SessionStage {
    const { state } = this.connection;
    if (state.status === VoiceConnectionStatus.Ready) return 'connected';
    if (state.status !== VoiceConnectionStatus.Connecting) return 'asking Discord';
    return state.networking.state.code === NetworkingStatusCode.UdpHandshaking
      ? 'reaching it over UDP'
      : 'reaching the voice server';
  }

  get roundTrip(): { wsMs: number | undefined; udpMs: number | undefined } {
    return { wsMs: this.connection.ping.ws, udpMs: this.#roundTripMeter.latestMs };
  }

  onVoiceStateUpdate(data: VoiceStateUpdate): void {
    // "In no channel" is the link's to judge. The library would connect with it to no channel at all.
    if (data.channel_id !== null) this.#methods?.onVoiceStateUpdate(data);
  }

  onVoiceServerUpdate(data: VoiceServerUpdate): void {
    this.#methods?.onVoiceServerUpdate(data);
  }

  /** Asks Discord for this channel again, or for another one. False when the gateway is not there. */
  rejoin(channelId: string): boolean {
    return this.connection.rejoin({ channelId, selfDeaf: false, selfMute: false });
  }

  /** Leaves the channel and lets go of everything. No change follows. */
  destroy(): void {
    this.#methods = undefined;
    this.#readyTimer?.();
    this.#discovery?.close();
    this.#receiver.close();
    this.#roundTripMeter.forget();
    this.connection.removeAllListeners();
    this.connection.on('error', () => undefined);
    if (this.connection.state.status !== VoiceConnectionStatus.Destroyed) this.connection.destroy();
    getGroups().delete(this.#group);
  }

  #onStateChange(before: VoiceConnectionState, after: VoiceConnectionState): void {
    const networking = 'networking' in after ? after.networking : undefined;
    const networkingBefore = 'networking' in before ? before.networking : undefined;
    if (networking !== networkingBefore) this.#onNetworking(networking);
    if (before.status === after.status) return;

    if (after.status === VoiceConnectionStatus.Ready) {
      this.#roundTripMeter.watch(after.networking);
      this.#announceWhenHeard();
      if (!this.#isReady) this.#awaitGroup(COMPANY_WAIT_MS);
      return;
    }
    this.#readyTimer?.();
    const wasReady = this.#isReady;
    this.#isReady = false;
    if (wasReady) this.#options.onChange({ type: 'unready' });
    if (after.status === VoiceConnectionStatus.Connecting) {
      this.#options.onChange({ type: 'connecting' });
    } else if (after.status === VoiceConnectionStatus.Disconnected) {
      if (after.reason === VoiceConnectionDisconnectReason.WebSocketClose) {
        this.#options.onChange({ type: 'closed', code: after.closeCode });
      } else if (after.reason === VoiceConnectionDisconnectReason.EndpointRemoved) {
        this.#options.onChange({ type: 'serverGone' });
      } else this.#options.onChange({ type: 'gatewayUnavailable' });
    }
  }

  #send(payload: unknown): boolean {
    try {
      return this.#options.gateway.send(payload);
    } catch (error) {
      this.#options.faults.count('gatewayUnavailable', error);
      return false;
    }
  }

  /** Another voice server: its SSRCs are other people's. */
  #onNetworking(networking: Networking | undefined): void {
    this.#discovery?.close();
    this.#discovery =
      networking === undefined ? undefined : new DiscoveryRetry(networking, this.#options.clock);
    this.#receiver.forgetEveryone();
    this.#hearing.forget();
    this.#roundTripMeter.forget();
  }

  #awaitGroup(waitMs: number): void {
    this.#readyTimer?.();
    this.#readyTimer = this.#options.clock.after(waitMs, () => {
      if (waitMs === COMPANY_WAIT_MS && this.lacksGroup) this.#awaitGroup(GROUP_WAIT_MS);
      else this.#announce();
    });
  }

  #announceWhenHeard(): void {
    if (!awaitsGroup(this.connection)) this.#announce();
  }

  #announce(): void {
    if (this.#isReady || this.connection.state.status !== VoiceConnectionStatus.Ready) return;
    this.#readyTimer?.();
    this.#isReady = true;
    this.#options.onChange({ type: 'ready' });
  }
}
