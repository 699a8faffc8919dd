import type { CancelTimer, Clock } from '../clock.ts';
import { ParleyError } from '../errors.ts';
import type { Logger } from '../observe/logger.ts';
import type { AllowedSpeakers } from './allowedSpeakers.ts';
import { ChannelWatch } from './channelWatch.ts';
import { answerToClose, joinFailure, kickedEnd, lostEnd, type VoiceEnd } from './closeCodes.ts';
import type { FaultCounter } from './faultCounter.ts';
import type { VoiceServerUpdate, VoiceStateUpdate } from './gatewayPayloads.ts';
import { PendingJoin } from './pendingJoin.ts';
import { SessionHealth } from './sessionHealth.ts';
import {
  ATTEMPT_MS,
  BACKOFF_MS,
  JOIN_ATTEMPTS,
  MOVE_MS,
  MOVED_SERVER_MS,
  RECOVERY_ATTEMPTS,
  RESUME_MS,
} from './sessionTimings.ts';
import { UdpRoundTrip } from './udpRoundTrip.ts';
import type { GatewayChange, VoiceEvent, VoiceGateway } from './voiceEvents.ts';
import type { VoicePlayer } from './voicePlayer.ts';
import { type SessionChange, VoiceSession } from './voiceSession.ts';

/** What a keeper is made of. */
export interface SessionKeeperOptions {
  guildId: string;
  channelId: string;
  botUserId: string;
  gateway: VoiceGateway;
  allowed: AllowedSpeakers;
  /** Carried from session to session. The keeper attaches and detaches it; it stays the maker's to destroy. */
  player: VoicePlayer;
  clock: Clock;
  log: Logger;
  faults: FaultCounter;
  tell(event: VoiceEvent): void;
  /** The keeper has ended for good and holds nothing any more. */
  onEnd(): void;
}

type Phase = 'new' | 'joining' | 'ready' | 'recovering' | 'ended';

/**
 * Keeps a voice session standing: joins with a deadline and retries, lets the library resume, makes the session afresh
 * when it cannot mend itself, and knows which endings are final. Every wait runs on the clock, one at a time.
 */
export class SessionKeeper {
  readonly #options: SessionKeeperOptions;
  readonly #channel: ChannelWatch;
  #phase: Phase = 'new';
  #session: VoiceSession | undefined;
  readonly #joined = new PendingJoin();
  #attempts = 0;
  /** The session was asked to rejoin already since it last stood for a while. */
  #rejoined = false;
  /** Discord's answer to our own leaving is still to come. */
  #leaving = false;
  readonly #health: SessionHealth;
  readonly #roundTripMeter: UdpRoundTrip;
  /** What it means if Discord says nothing more after it closed the voice socket. */
  #endUnlessFollowed: VoiceEnd | undefined;
  #gatewayLost = false;
  /** A fresh attempt waits for the gateway. */
  #heldBack: string | undefined;
  /** The one thing that is waited for: a deadline, or the end of a backoff. */
  #cancelWait: CancelTimer | undefined;

  constructor(options: SessionKeeperOptions) {
    this.#options = options;
    this.#roundTripMeter = new UdpRoundTrip(options.clock);
    this.#health = new SessionHealth({
      ...options,
      sound: () => this.#onSound(),
      renew: (why) => {
        this.#onUnready();
        this.#retry(why);
      },
    });
    this.#channel = new ChannelWatch(options.channelId, options.clock, (channelId) =>
      options.tell({ type: 'moved', channelId }),
    );
  }

  /** Resolves when sound can flow both ways. To be called once. */
  join(): Promise<void> {
    this.#phase = 'joining';
    this.#attempt();
    return this.#joined.promise;
  }

  /** Discord says where the bot is. */
  onVoiceState(state: VoiceStateUpdate): void {
    if (state.channel_id === null) {
      // Also the echo of our own leaving, when a session is made afresh.
      const isUp = this.#phase === 'ready' || this.#phase === 'recovering';
      if (isUp && !this.#leaving) this.#end(this.#endUnlessFollowed ?? kickedEnd());
      return;
    }
    this.#leaving = false;
    this.#session?.onVoiceStateUpdate(state);
    this.#channel.onStateUpdate(state.channel_id, this.#phase === 'ready');
    // Still in a channel: a voice server for it is to follow.
    if (this.#endUnlessFollowed !== undefined) this.#awaitMovedServer();
  }

  onVoiceServer(update: VoiceServerUpdate): void {
    this.#session?.onVoiceServerUpdate(update);
  }

  onGateway(change: GatewayChange): void {
    if (this.#phase === 'new' || this.#phase === 'ended') return;
    this.#gatewayLost = change === 'lost';
    if (change === 'lost') return;
    const heldBack = this.#heldBack;
    this.#heldBack = undefined;
    if (change === 'renewed' && this.#phase !== 'joining') {
      this.#options.faults.count('gatewayRenewed');
      this.#onUnready();
      this.#dropSession();
      this.#attempts = 0;
      this.#attempt();
    } else if (heldBack !== undefined) this.#retry(heldBack);
    else if (this.#endUnlessFollowed !== undefined) this.#awaitWord(this.#endUnlessFollowed);
  }

  move(channelId: string): void {
    // Until the request is answered, a fresh attempt must ask for the new channel.
    if (this.#phase !== 'ready') this.#channel.wish(channelId);
    if (this.#session !== undefined && !this.#session.rejoin(channelId)) {
      this.#options.faults.count('gatewayUnavailable');
    }
  }

  /** Leaves and lets go of everything. A join that is still waited for is rejected. */
  destroy(): void {
    this.#release();
    this.#joined.reject(
      new ParleyError('the link was destroyed while it joined', { code: 'voice_join_failed' }),
    );
  }

  #attempt(): void {
    this.#attempts += 1;
    const session = new VoiceSession({
      ...this.#options,
      roundTripMeter: this.#roundTripMeter,
      channelId: this.#channel.id,
      onChange: (change) => {
        if (this.#session === session) this.#onChange(change);
      },
    });
    this.#session = session;
    this.#options.player.attach(session.connection);
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
        if (this.#phase === 'recovering') this.#follow('resuming');
        return;
      case 'serverGone':
        this.#follow('voice server gone');
        return;
      case 'gatewayUnavailable':
        this.#options.faults.count('gatewayUnavailable');
        this.#retry('gateway unavailable');
        return;
      case 'closed':
        this.#onClosed(change.code);
    }
  }

  #onReady(): void {
    this.#cancelWait?.();
    this.#endUnlessFollowed = undefined;
    this.#phase = 'ready';
    if (this.#session !== undefined) this.#health.watch(this.#session);
    this.#channel.announce();
    this.#options.tell({ type: 'ready', channelId: this.#channel.id });
    this.#joined.resolve();
  }

  #onUnready(): void {
    if (this.#phase !== 'ready') return;
    this.#phase = 'recovering';
    this.#health.stop();
    this.#channel.unsettle();
    this.#follow('resuming');
    this.#options.tell({ type: 'interrupted' });
  }

  #onClosed(code: number): void {
    const answer = answerToClose(code);
    if (answer.type === 'end') this.#end(answer.end);
    else if (answer.type === 'await' && this.#channel.isMoving) this.#awaitMovedServer();
    else if (answer.type === 'await') this.#awaitWord(answer.end);
    else if (this.#rejoined) this.#retry(`voice close ${code}`);
    else {
      this.#rejoined = true;
      const asked = this.#session?.rejoin(this.#channel.id) ?? false;
      if (asked) this.#waitFor(ATTEMPT_MS, () => this.#retry(`rejoining after voice close ${code}`));
      else this.#retry('gateway unavailable');
    }
  }

  /** Discord took the bot out, or moves it, or moves the call: its gateway says which. */
  #awaitWord(end: VoiceEnd): void {
    this.#endUnlessFollowed = end;
    this.#waitFor(MOVE_MS, () => {
      // Without a gateway nothing can be said: when it is back it will be.
      if (!this.#gatewayLost) this.#end(end);
    });
  }

  /** Sound is to flow again by itself soon. */
  #follow(why: string, withinMs = RESUME_MS): void {
    this.#endUnlessFollowed = undefined;
    this.#waitFor(withinMs, () => this.#retry(why));
  }

  #awaitMovedServer(): void {
    this.#follow('voice server after a move', MOVED_SERVER_MS);
  }

  /** Gives the session up and makes a fresh one, after a while that grows. */
  #retry(why: string): void {
    this.#dropSession();
    if (this.#gatewayLost && this.#phase !== 'joining') {
      this.#cancelWait?.();
      this.#heldBack = why;
      return;
    }
    const limit = this.#phase === 'joining' ? JOIN_ATTEMPTS : RECOVERY_ATTEMPTS;
    this.#options.log.warn({ why, attempt: this.#attempts, limit }, 'voice connection failed');
    if (this.#attempts >= limit) {
      if (this.#phase === 'joining') this.#failJoin(joinFailure(why));
      else this.#end(lostEnd(why));
      return;
    }
    if (this.#phase !== 'joining') this.#options.faults.count('reconnected');
    this.#waitFor(this.#attempts === 0 ? 0 : BACKOFF_MS * 2 ** (this.#attempts - 1), () => this.#attempt());
  }

  #end(end: VoiceEnd): void {
    if (this.#phase === 'joining') {
      this.#failJoin(end.error);
      return;
    }
    this.#release();
    this.#options.tell({ type: 'ended', reason: end.reason, error: end.error });
  }

  #failJoin(error: ParleyError): void {
    this.#release();
    this.#joined.reject(error);
  }

  #release(): void {
    this.#phase = 'ended';
    this.#cancelWait?.();
    this.#health.stop();
    this.#channel.unsettle();
    this.#options.onEnd();
    this.#dropSession();
  }

  #dropSession(): void {
    const session = this.#session;
    if (session === undefined) return;
    this.#session = undefined;
    this.#leaving = true;
    this.#options.player.detach();
    session.destroy();
  }

  #waitFor(delayMs: number, callback: () => void): void {
    this.#cancelWait?.();
    this.#cancelWait = this.#options.clock.after(delayMs, callback);
  }

  #onSound(): void {
    // Only now: a session that breaks as soon as it stands must run into the backoff, not rejoin without end.
    this.#attempts = 0;
    this.#rejoined = false;
    if (this.#session !== undefined) this.#options.tell({ type: 'roundTrip', ...this.#session.roundTrip });
  }
}
