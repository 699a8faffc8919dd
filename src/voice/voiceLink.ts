import { randomUUID } from 'node:crypto';
import type { CancelTimer, Clock } from '../clock.ts';
import { ParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import { CLOSE_DISCONNECTED, finalEnd, kickedEnd, lostEnd, type VoiceEnd } from './closeCodes.ts';
import type { CodecPool, FrameEncoder } from './codecPool.ts';
import { CuePlayer } from './cuePlayer.ts';
import { FaultCounter } from './faultCounter.ts';
import { voiceServerUpdate, voiceStateUpdate } from './gatewayPayloads.ts';
import { installHardening } from './hardening/installHardening.ts';
import type {
  CueName,
  FrameSource,
  VoiceCounters,
  VoiceEvent,
  VoiceGateway,
  VoicePort,
} from './voiceEvents.ts';
import { VoicePlayer } from './voicePlayer.ts';
import { type SessionChange, VoiceSession } from './voiceSession.ts';

/** One attempt to join, from the request to sound both ways. */
const ATTEMPT_MS = 10_000;

/** Attempts, the first included, before a join fails or a broken link is given up. */
const JOIN_ATTEMPTS = 3;
const RECOVERY_ATTEMPTS = 5;

/** Wait before the second attempt; doubled before each further one. */
const BACKOFF_MS = 1000;

/** How long the library may take to resume, or to follow to another voice server, before it is made afresh. */
const RESUME_MS = 15_000;

/** Close 4014 means kicked or moved: a move shows itself within this. */
const MOVE_MS = 5000;

/** A move within one voice server closes nothing; after this quiet it counts as followed. */
const MOVE_SETTLE_MS = 1000;

/** How often a standing link looks at itself and reports its round-trip times. */
const LOOK_MS = 5000;

/** Company but no DAVE group for so long: connected but deaf. */
const DEAF_MS = 15_000;

/** What a link is made of. */
export interface VoiceLinkOptions {
  guildId: string;
  channelId: string;
  botUserId: string;
  gateway: VoiceGateway;
  onEvent(event: VoiceEvent): void;
  clock: Clock;
  log: Logger;
  codecs: CodecPool;
}

/** A join that somebody waits for. */
interface PendingJoin {
  resolve(): void;
  reject(error: ParleyError): void;
}

type Phase = 'new' | 'joining' | 'ready' | 'recovering' | 'ended';

/**
 * Discord's voice edge of one conversation. It owns one `VoiceSession` at a time and makes it anew when it cannot mend
 * itself; the player outlives sessions, so that an answer goes on where it stopped.
 */
export class VoiceLink implements VoicePort {
  readonly #options: VoiceLinkOptions;
  readonly #log: Logger;
  readonly #faults: FaultCounter;
  readonly #encoder: FrameEncoder;
  readonly #player: VoicePlayer;
  readonly #cues: CuePlayer;
  #phase: Phase = 'new';
  #session: VoiceSession | undefined;
  #pendingJoin: PendingJoin | undefined;
  #joined: Promise<void> | undefined;
  #channelId: string;
  #announcedChannelId: string;
  #attempts = 0;
  #rejoined = false;
  #leaving = false;
  #deafSinceMs: number | undefined;
  /** The one thing this link waits for: a deadline, or the end of a backoff. */
  #cancelWait: CancelTimer | undefined;
  #cancelLook: CancelTimer | undefined;
  #cancelSettle: CancelTimer | undefined;

  /** @throws ParleyError `internal` when another version of the voice library is installed. */
  constructor(options: VoiceLinkOptions) {
    installHardening();
    this.#options = options;
    this.#channelId = options.channelId;
    this.#announcedChannelId = options.channelId;
    this.#log = options.log.child({ part: 'voice', guildId: options.guildId });
    this.#faults = new FaultCounter(this.#log);
    this.#encoder = options.codecs.borrowEncoder();
    this.#player = new VoicePlayer({
      encoder: this.#encoder,
      botUserId: options.botUserId,
      clock: options.clock,
      log: this.#log,
      count: (fault) => this.#faults.count(fault),
    });
    this.#cues = new CuePlayer(this.#player, this.#log);
  }

  get counters(): Readonly<VoiceCounters> {
    return this.#faults.counts;
  }

  join(): Promise<void> {
    this.#joined ??= new Promise((resolve, reject) => {
      this.#pendingJoin = { resolve, reject };
      this.#phase = 'joining';
      this.#attempt();
    });
    return this.#joined;
  }

  onVoiceStateUpdate(data: unknown): void {
    const parsed = voiceStateUpdate.safeParse(data);
    if (!parsed.success) {
      this.#faults.count('malformedGatewayPayload');
      return;
    }
    const state = parsed.data;
    if (state.guild_id !== this.#options.guildId || state.user_id !== this.#options.botUserId) return;
    if (state.channel_id === null) {
      // Also the echo of our own leaving, when a session is made afresh.
      const isOurs = this.#leaving || this.#phase === 'joining';
      if (!isOurs && (this.#phase === 'ready' || this.#phase === 'recovering')) this.#end(kickedEnd());
      return;
    }
    this.#leaving = false;
    this.#channelId = state.channel_id;
    this.#feed(() => this.#session?.onVoiceStateUpdate(state));
    this.#settleMove();
  }

  onVoiceServerUpdate(data: unknown): void {
    const parsed = voiceServerUpdate.safeParse(data);
    if (!parsed.success) {
      this.#faults.count('malformedGatewayPayload');
      return;
    }
    if (parsed.data.guild_id !== this.#options.guildId) return;
    this.#feed(() => this.#session?.onVoiceServerUpdate(parsed.data));
  }

  move(channelId: string): void {
    if (this.#phase === 'ended') return;
    // Before the request was answered, a fresh attempt must ask for the new channel.
    if (this.#phase !== 'ready') this.#channelId = channelId;
    if (this.#session !== undefined && !this.#session.rejoin(channelId))
      this.#faults.count('gatewayUnavailable');
  }

  play<Tag>(source: FrameSource<Tag>): void {
    if (this.#phase === 'ended') source.finished();
    else this.#player.play(source);
  }

  cut(): void {
    this.#player.cut();
  }

  async playCue(name: CueName): Promise<void> {
    if (this.#phase !== 'ended') await this.#cues.play(name);
  }

  destroy(): void {
    if (this.#phase === 'ended') return;
    this.#release();
    this.#pendingJoin?.reject(
      new ParleyError('the link was destroyed while it joined', { code: 'voice_join_failed' }),
    );
    this.#pendingJoin = undefined;
  }

  #attempt(): void {
    this.#attempts += 1;
    this.#rejoined = false;
    const session = new VoiceSession({
      guildId: this.#options.guildId,
      channelId: this.#channelId,
      botUserId: this.#options.botUserId,
      group: `parley-${randomUUID()}`,
      gateway: this.#options.gateway,
      clock: this.#options.clock,
      faults: this.#faults,
      sink: {
        packet: (packet) => this.#tell({ type: 'packet', packet }),
        transmissionEnded: (userId) => this.#tell({ type: 'transmissionEnded', userId }),
        speakerGone: (userId) => this.#tell({ type: 'speakerGone', userId }),
      },
      onChange: (change) => {
        if (this.#session === session) this.#onChange(change);
      },
    });
    this.#session = session;
    this.#player.attach(session.connection);
    if (session.wasRefusedByGateway) this.#onChange({ type: 'gatewayUnavailable' });
    else this.#waitFor(ATTEMPT_MS, () => this.#retry(session.stage));
  }

  #onChange(change: SessionChange): void {
    switch (change.type) {
      case 'ready':
        this.#onReady();
        return;
      case 'unready':
        this.#onUnready();
        return;
      case 'connecting':
        if (this.#phase === 'recovering') this.#waitFor(RESUME_MS, () => this.#retry('resuming'));
        return;
      case 'serverGone':
        this.#waitFor(RESUME_MS, () => this.#retry('voice server gone'));
        return;
      case 'gatewayUnavailable':
        this.#faults.count('gatewayUnavailable');
        this.#retry('gateway unavailable');
        return;
      case 'closed':
        this.#onClosed(change.code);
    }
  }

  #onReady(): void {
    this.#cancelWait?.();
    this.#attempts = 0;
    this.#rejoined = false;
    this.#deafSinceMs = undefined;
    const wasJoining = this.#phase === 'joining';
    this.#phase = 'ready';
    this.#cancelLook?.();
    this.#cancelLook = this.#options.clock.every(LOOK_MS, () => this.#look());
    if (wasJoining) this.#announcedChannelId = this.#channelId;
    this.#announceMove();
    this.#tell({ type: 'ready', channelId: this.#channelId });
    this.#pendingJoin?.resolve();
    this.#pendingJoin = undefined;
  }

  #onUnready(): void {
    if (this.#phase !== 'ready') return;
    this.#phase = 'recovering';
    this.#cancelLook?.();
    this.#cancelSettle?.();
    this.#waitFor(RESUME_MS, () => this.#retry('resuming'));
    this.#tell({ type: 'interrupted' });
  }

  #onClosed(code: number): void {
    const end = finalEnd(code);
    if (end !== undefined) this.#end(end);
    else if (code === CLOSE_DISCONNECTED) this.#waitFor(MOVE_MS, () => this.#end(kickedEnd()));
    else if (this.#rejoined) this.#retry(`voice close ${code}`);
    else {
      this.#rejoined = true;
      const asked = this.#session?.rejoin(this.#channelId) ?? false;
      if (asked) this.#waitFor(ATTEMPT_MS, () => this.#retry(`rejoining after voice close ${code}`));
      else this.#retry('gateway unavailable');
    }
  }

  /** Gives the session up and makes a fresh one, after a while that grows. */
  #retry(why: string): void {
    this.#dropSession();
    const limit = this.#phase === 'joining' ? JOIN_ATTEMPTS : RECOVERY_ATTEMPTS;
    this.#log.warn({ why, attempt: this.#attempts, limit }, 'voice connection failed');
    if (this.#attempts >= limit) {
      this.#giveUp(why);
      return;
    }
    if (this.#phase !== 'joining') this.#faults.count('reconnected');
    this.#waitFor(this.#attempts === 0 ? 0 : BACKOFF_MS * 2 ** (this.#attempts - 1), () => this.#attempt());
  }

  #giveUp(why: string): void {
    if (this.#phase !== 'joining') {
      this.#end(lostEnd(why));
      return;
    }
    const hint = why.includes('UDP')
      ? "Discord's voice server does not answer over UDP; a firewall may be in the way."
      : 'Please check that I may see, connect and speak there, then try again.';
    this.#failJoin(
      new ParleyError(`could not join the voice channel (${why})`, {
        code: 'voice_join_failed',
        retryable: true,
        tellPerson: `I could not connect to the voice channel. ${hint}`,
      }),
    );
  }

  #end(end: VoiceEnd): void {
    if (this.#phase === 'joining') {
      this.#failJoin(end.error);
      return;
    }
    this.#release();
    this.#tell({ type: 'ended', reason: end.reason, error: end.error });
  }

  #failJoin(error: ParleyError): void {
    const pending = this.#pendingJoin;
    this.#pendingJoin = undefined;
    this.#release();
    pending?.reject(error);
  }

  #release(): void {
    this.#phase = 'ended';
    this.#cancelWait?.();
    this.#cancelLook?.();
    this.#cancelSettle?.();
    this.#player.destroy();
    this.#dropSession();
    this.#encoder.release();
  }

  #dropSession(): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    this.#leaving = true;
    this.#player.detach();
    session.destroy();
  }

  #waitFor(delayMs: number, callback: () => void): void {
    this.#cancelWait?.();
    this.#cancelWait = this.#options.clock.after(delayMs, callback);
  }

  #settleMove(): void {
    this.#cancelSettle?.();
    if (this.#phase !== 'ready' || this.#channelId === this.#announcedChannelId) return;
    this.#cancelSettle = this.#options.clock.after(MOVE_SETTLE_MS, () => this.#announceMove());
  }

  #announceMove(): void {
    if (this.#channelId === this.#announcedChannelId) return;
    this.#announcedChannelId = this.#channelId;
    this.#tell({ type: 'moved', channelId: this.#channelId });
  }

  #look(): void {
    const session = this.#session;
    if (session === undefined) return;
    const nowMs = this.#options.clock.nowMs();
    this.#deafSinceMs = session.isDeaf ? (this.#deafSinceMs ?? nowMs) : undefined;
    if (this.#deafSinceMs !== undefined && nowMs - this.#deafSinceMs >= DEAF_MS) {
      this.#onUnready();
      this.#retry('no DAVE group');
      return;
    }
    this.#tell({ type: 'roundTrip', ...session.roundTrip });
  }

  /** Feeds the library something from outside; what it throws must not reach the gateway half. */
  #feed(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#faults.count('malformedGatewayPayload', error);
    }
  }

  #tell(event: VoiceEvent): void {
    try {
      this.#options.onEvent(event);
    } catch (error) {
      this.#faults.count('sourceError', error);
    }
  }
}
