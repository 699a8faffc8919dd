import type { Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import { readAs } from '../readAs.ts';
import { AllowedSpeakers } from './allowedSpeakers.ts';
import type { CodecPool } from './codecPool.ts';
import { CuePlayer } from './cuePlayer.ts';
import { FaultCounter } from './faultCounter.ts';
import { voiceServerUpdate, voiceStateUpdate } from './gatewayPayloads.ts';
import { installHardening } from './hardening/installHardening.ts';
import { SessionKeeper } from './sessionKeeper.ts';
import type {
  CueName,
  FrameSource,
  GatewayChange,
  VoiceCounters,
  VoiceEvent,
  VoiceGateway,
  VoicePort,
} from './voiceEvents.ts';
import { VoicePlayer } from './voicePlayer.ts';

/** What a link is made of. */
export interface VoiceLinkOptions {
  guildId: string;
  channelId: string;
  botUserId: string;
  gateway: VoiceGateway;
  onEvent(event: VoiceEvent): void;
  clock: Clock;
  log: Logger;
  /** Lends the encoder; may be shared between links. */
  codecs: CodecPool;
}

/**
 * Discord's voice edge of one conversation: a session that is kept standing, and a player that outlives sessions, so
 * that an answer goes on where it stopped.
 */
export class VoiceLink implements VoicePort {
  readonly #options: VoiceLinkOptions;
  readonly #faults: FaultCounter;
  readonly #allowed = new AllowedSpeakers();
  readonly #player: VoicePlayer;
  readonly #cues: CuePlayer;
  readonly #keeper: SessionKeeper;
  #joined: Promise<void> | undefined;
  #ended = false;

  /** @throws ParleyError `internal` when another version of the voice library is installed, or all codecs are in use. */
  constructor(options: VoiceLinkOptions) {
    installHardening();
    this.#options = options;
    const { guildId, channelId, botUserId, gateway, clock } = options;
    const log = options.log.child({ part: 'voice', guildId });
    const faults = new FaultCounter(log);
    const encoder = options.codecs.borrowEncoder();
    const player = new VoicePlayer({
      encoder,
      botUserId,
      clock,
      log,
      count: (fault) => faults.count(fault),
    });
    this.#faults = faults;
    this.#player = player;
    this.#cues = new CuePlayer(player, log);
    this.#keeper = new SessionKeeper({
      guildId,
      channelId,
      botUserId,
      gateway,
      allowed: this.#allowed,
      player,
      clock,
      log,
      faults,
      tell: (event) => this.#tell(event),
      onEnd: () => {
        this.#ended = true;
        player.destroy();
        encoder.release();
      },
    });
  }

  get counters(): Readonly<VoiceCounters> {
    return this.#faults.counts;
  }

  join(): Promise<void> {
    this.#joined ??= this.#keeper.join();
    return this.#joined;
  }

  onVoiceStateUpdate(data: unknown): void {
    const state = readAs(voiceStateUpdate, data);
    if (!state.success) {
      this.#faults.count('malformedGatewayPayload');
      return;
    }
    const { guild_id: guildId, user_id: userId } = state.data;
    if (guildId !== this.#options.guildId || userId !== this.#options.botUserId || this.#ended) return;
    this.#feed(() => this.#keeper.onVoiceState(state.data));
  }

  onVoiceServerUpdate(data: unknown): void {
    const update = readAs(voiceServerUpdate, data);
    if (!update.success) {
      this.#faults.count('malformedGatewayPayload');
      return;
    }
    if (update.data.guild_id !== this.#options.guildId || this.#ended) return;
    this.#feed(() => this.#keeper.onVoiceServer(update.data));
  }

  onGateway(change: GatewayChange): void {
    if (!this.#ended) this.#keeper.onGateway(change);
  }

  allow(userIds: readonly string[]): void {
    this.#allowed.allow(userIds);
  }

  move(channelId: string): void {
    if (!this.#ended) this.#keeper.move(channelId);
  }

  play<Tag>(source: FrameSource<Tag>): void {
    if (this.#ended) source.finished();
    else this.#player.play(source);
  }

  cut(): void {
    this.#player.cut();
  }

  async playCue(name: CueName): Promise<void> {
    if (!this.#ended) await this.#cues.play(name);
  }

  destroy(): void {
    if (!this.#ended) this.#keeper.destroy();
  }

  /** Feeds the library something from outside; what it throws must not reach the gateway half. */
  #feed(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#faults.count('malformedGatewayPayload', error);
    }
  }

  /** The owner is called from inside the sockets' handlers, where a throw would end the process. */
  #tell(event: VoiceEvent): void {
    try {
      this.#options.onEvent(event);
    } catch (error) {
      this.#faults.count('ownerError', error);
    }
  }
}
