import {
  type AudioResource,
  createAudioResource,
  StreamType,
  type VoiceConnection,
  VoiceConnectionStatus,
} from '@discordjs/voice';
import type { Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import type { FrameEncoder } from './codecPool.ts';
import type { FaultName } from './hardening/voiceFault.ts';
import { OutboundTap } from './outboundTap.ts';
import { OutgoingPackets, type PacketSource } from './outgoingPackets.ts';
import { PacedPlayer } from './pacedPlayer.ts';
import type { FrameSource } from './voiceEvents.ts';

/** What a player is made of. The encoder stays the maker's to release. */
export interface VoicePlayerOptions {
  encoder: FrameEncoder;
  botUserId: string;
  clock: Clock;
  log: Logger;
  count(fault: FaultName): void;
}

/**
 * Plays answers and cues, one at a time, on whatever connection is attached: one AudioPlayer, one resource an answer.
 *
 * The library's player sends what it read one beat before. So the first packet of an answer is announced here, in `play` itself:
 * it leaves with the very next beat (at once when nothing played before).
 */
export class VoicePlayer {
  readonly #options: VoicePlayerOptions;
  #player: PacedPlayer;
  #connection: VoiceConnection | undefined;
  #tap: OutboundTap | undefined;
  /** The newest answer or cue, until it is cut or the player is idle. */
  #playing: OutgoingPackets | undefined;
  /** The library's handle on it. It outlives a cut by its silence frames. */
  #resource: AudioResource | undefined;
  /** When something last left of what plays, or it began, on the clock. */
  #movedAtMs = 0;

  constructor(options: VoicePlayerOptions) {
    this.#options = options;
    this.#player = this.#makePlayer();
  }

  /** Does an answer or a cue still have frames to send? */
  get isPlaying(): boolean {
    return this.#playing !== undefined && !this.#playing.isFinished;
  }

  /**
   * For how long what plays has not left, though it could; 0 when nothing plays, or must wait for its listeners' group. A
   * player with nothing to send over is stuck too.
   */
  get stuckMs(): number {
    return this.isPlaying ? this.#options.clock.nowMs() - this.#movedAtMs : 0;
  }

  /** Sends over this connection from now on. What plays goes on there. */
  attach(connection: VoiceConnection): void {
    const options = this.#options;
    this.detach();
    this.#connection = connection;
    this.#movedAtMs = options.clock.nowMs();
    this.#tap = new OutboundTap(connection, {
      pull: () => this.#playing?.pull() ?? null,
      dispatched: (packet) => {
        this.#movedAtMs = options.clock.nowMs();
        this.#guard(() => packet.left());
      },
      count: (fault) => this.#options.count(fault),
    });
    connection.subscribe(this.#player);
  }

  /** Leaves the connection. What plays waits for the next one. */
  detach(): void {
    const { state } = this.#connection ?? {};
    if (state !== undefined && state.status !== VoiceConnectionStatus.Destroyed)
      state.subscription?.unsubscribe();
    this.#tap?.close();
    this.#tap = undefined;
    this.#connection = undefined;
  }

  /** Plays one answer; what still plays is cut. Each frame is pulled and encoded in the moment in which it leaves. */
  play<Tag>(source: FrameSource<Tag>): void {
    const { encoder } = this.#options;
    encoder.reset();
    this.playPackets({
      next: () => {
        const frame = source.pull();
        if (frame === null) return null;
        return { opus: encoder.encode(frame.samples), left: () => source.left(frame.tag) };
      },
      get isOver() {
        return source.isOver;
      },
      finished: () => source.finished(),
    });
  }

  /** Plays ready-made packets the same way. */
  playPackets(source: PacketSource): void {
    const packets = new OutgoingPackets({
      next: () => source.next(),
      get isOver() {
        return source.isOver;
      },
      finished: () => this.#guard(() => source.finished()),
    });
    packets.on('error', (error) => {
      this.#options.count('sourceError');
      this.#options.log.error({ err: error }, 'the source of an answer failed');
      this.#guard(() => packets.abandon());
    });
    this.#replace(packets);
    this.#movedAtMs = this.#options.clock.nowMs();
    // Whoever was told that its answer is over may have begun another one at once: that one is the newest.
    if (this.#playing !== packets) return;
    const resource = createAudioResource(packets, { inputType: StreamType.Opus });
    // Says "not to be buffered first": the player starts with its next beat instead of one or two later.
    resource.started = true;
    this.#resource = resource;
    this.#tap?.packetDue();
    this.#player.restartPace();
    this.#player.play(resource);
  }

  /** The player is stuck: another one goes on with what plays. */
  reopen(): void {
    const stuck = this.#player;
    const source = this.#playing?.handOver();
    stuck.removeAllListeners('stateChange');
    stuck.stop(true);
    this.#player = this.#makePlayer();
    this.#connection?.subscribe(this.#player);
    if (source !== undefined) this.playPackets(source);
  }

  /** Ends what plays, at once: no frame of it leaves any more. Silence frames follow. */
  cut(): void {
    this.#replace(undefined);
  }

  /** Cuts, and leaves connection and player. */
  destroy(): void {
    this.cut();
    this.detach();
    // The next beat finds nothing left to play and takes the player out of the cycle. `stop(true)` in the middle of a beat
    // could leave the library with two cycles.
    if (this.#resource !== undefined) this.#resource.silenceRemaining = 0;
  }

  #makePlayer(): PacedPlayer {
    const { clock, botUserId, count, log } = this.#options;
    const player = new PacedPlayer(clock, botUserId);
    player.on('error', (error) => {
      count('playerError');
      log.warn({ err: error }, 'the audio player failed');
    });
    // After an error the library goes idle in the middle of a beat; telling the owner then could start a second cycle.
    player.on('stateChange', (_before, after) => {
      if (after.status === 'idle') queueMicrotask(() => this.#forgetEnded());
    });
    return player;
  }

  #replace(next: OutgoingPackets | undefined): void {
    const last = this.#playing;
    this.#playing = next;
    if (last === undefined) return;
    this.#tap?.silenceDue();
    this.#guard(() => last.abandon());
  }

  #forgetEnded(): void {
    if (this.#player.state.status === 'idle') this.#replace(undefined);
  }

  /** The owner's callbacks run inside the library's beat: a throw there would end the process. */
  #guard(callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.#options.count('sourceError');
      this.#options.log.error({ err: error }, 'the owner of an answer failed');
    }
  }
}
