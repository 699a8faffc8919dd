import { FRAME_MS, type Frame, silentFrame } from './format.ts';
import { mixInto } from './pcm.ts';
import type { SpeakerTrack } from './speakerTrack.ts';

/** How the uplink keeps time. */
export interface UplinkTiming {
  /** How far the stream may fall behind the clock before the tick fills what an active speaker did not send. */
  graceMs: number;
  /** A speaker without packets for this long has ended, even without Discord's end mark. */
  speakerTimeoutMs: number;
  /** Silence sent after the last sound, so that the model's VAD can hear the end of the turn. */
  trailingSilenceMs: number;
  /** The longest that {@link UplinkMixer.holdOpen} may stretch the silence. */
  maxHoldMs: number;
}

/** 60 ms bridges the jitter of an ordinary line; 100 ms is when Discord's own library calls a speaker silent. */
export const DEFAULT_UPLINK_TIMING = {
  graceMs: 60,
  speakerTimeoutMs: 100,
  trailingSilenceMs: 1500,
  maxHoldMs: 10_000,
} as const satisfies UplinkTiming;

/** Beyond this many frames in one track the mix stops waiting for the others. */
const MAX_WAITING_FRAMES = 25;

/**
 * The one stream that the model hears. The speakers' packets are its clock: as soon as every active speaker's next frame is there
 * it is mixed and sent, without waiting for a beat. The tick only fills what did not come (with concealment, then silence), so
 * that the stream holds one frame per 20 ms; late sound is sent all the same, and the silence behind it becomes shorter by as much.
 * When nobody has spoken for a while the stream stops and costs nothing.
 */
export class UplinkMixer {
  readonly #tracks = new Map<string, SpeakerTrack>();
  readonly #timing: UplinkTiming;
  readonly #send: (frame: Frame) => void;
  /** When the running stream began; `undefined` while quiet. */
  #startMs: number | undefined;
  #sentFrames = 0;
  #lastSoundMs = 0;
  #holdOpen = false;

  /** @param send gets each frame of the stream, in order, inside the call that completed it */
  constructor(timing: UplinkTiming, send: (frame: Frame) => void) {
    this.#timing = timing;
    this.#send = send;
  }

  /** Nothing is being sent, and no tick is needed. */
  get quiet(): boolean {
    return this.#startMs === undefined;
  }

  add(userId: string, track: SpeakerTrack): void {
    this.#tracks.set(userId, track);
  }

  remove(userId: string): void {
    this.#tracks.delete(userId);
  }

  /** To be called after a packet went into a track: sends what is complete. */
  flow(nowMs: number): void {
    if (this.#startMs === undefined) {
      if (!this.#anyQueued()) return;
      // The first frame's sound is already past when its packet is here.
      this.#startMs = nowMs - FRAME_MS;
      this.#sentFrames = 0;
    }
    while (this.#anyQueued() && (!this.#waiting() || this.#overfull())) this.#sendMix(nowMs);
  }

  /** To be called every 20 ms while not {@link quiet}: sends what is due and did not come by itself. */
  tick(nowMs: number): void {
    if (this.#startMs === undefined) return;
    for (const track of this.#tracks.values()) {
      track.tick(nowMs);
      if (track.active && nowMs - track.lastPacketMs > this.#timing.speakerTimeoutMs) track.end();
    }
    this.flow(nowMs);
    const graceFrames = this.#waiting() ? this.#timing.graceMs / FRAME_MS : 1;
    while (this.#behindFrames(nowMs) >= graceFrames) this.#sendMix(nowMs);
    if (this.#finished(nowMs)) this.#startMs = undefined;
  }

  /** While true the silence goes on (bounded), because the model's VAD has not heard the end of the turn yet. */
  holdOpen(open: boolean): void {
    this.#holdOpen = open;
  }

  /** Forgets what waits and falls quiet at once. */
  reset(): void {
    for (const track of this.#tracks.values()) track.clear();
    this.#startMs = undefined;
    this.#holdOpen = false;
  }

  #behindFrames(nowMs: number): number {
    if (this.#startMs === undefined) return 0;
    return Math.floor((nowMs - this.#startMs) / FRAME_MS) - this.#sentFrames;
  }

  #finished(nowMs: number): boolean {
    if (this.#anyQueued() || this.#waiting()) return false;
    const silentMs = nowMs - this.#lastSoundMs;
    return silentMs >= (this.#holdOpen ? this.#timing.maxHoldMs : this.#timing.trailingSilenceMs);
  }

  /** Is there an active speaker whose next frame is not here? */
  #waiting(): boolean {
    for (const track of this.#tracks.values()) if (track.active && track.queuedFrames === 0) return true;
    return false;
  }

  #anyQueued(): boolean {
    for (const track of this.#tracks.values()) if (track.queuedFrames > 0) return true;
    return false;
  }

  #overfull(): boolean {
    for (const track of this.#tracks.values()) if (track.queuedFrames > MAX_WAITING_FRAMES) return true;
    return false;
  }

  #sendMix(nowMs: number): void {
    let mix: Frame | undefined;
    for (const track of this.#tracks.values()) {
      const frame = track.take() ?? (track.active ? track.fill() : undefined);
      if (frame === undefined) continue;
      if (mix === undefined) mix = frame;
      else mixInto(mix, frame);
    }
    if (mix !== undefined) this.#lastSoundMs = nowMs;
    this.#sentFrames += 1;
    this.#send(mix ?? silentFrame());
  }
}
