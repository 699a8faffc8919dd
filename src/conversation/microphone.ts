import { FRAME_MS } from '../audio/format.ts';
import { bytesFromSamples } from '../audio/pcm.ts';
import { type FrameDecoder, SpeakerTrack } from '../audio/speakerTrack.ts';
import { addTrackCounts, noTrackCounts } from '../audio/trackCounters.ts';
import { UplinkMixer, type UplinkTiming } from '../audio/uplinkMixer.ts';
import type { CancelTimer, Clock } from '../clock.ts';
import type { VoicePacket } from '../voice/voiceEvents.ts';

/** What the microphone is made of. */
export interface MicrophoneParts {
  clock: Clock;
  timing: UplinkTiming;
  makeDecoder: () => FrameDecoder;
  /** Gets the stream for the model: PCM16 24 kHz mono, 20 ms a call. */
  send: (pcm: Uint8Array) => void;
}

/** Decoders are dear; a channel where more people than this have spoken lets go of who was silent longest. */
const MAX_TRACKS = 32;

/** Sound so young at the end of a turn may belong to the next one: the turn itself ended with more silence than this. */
const NEXT_TURN_MS = 300;

/**
 * Everybody's packets in, one stream for the model out. Owns a track and a decoder per speaker, and the 20 ms tick,
 * which runs only while there is something to send.
 */
export class Microphone {
  readonly #parts: MicrophoneParts;
  readonly #mixer: UplinkMixer;
  readonly #tracks = new Map<string, SpeakerTrack>();
  readonly #heardUserIds = new Set<string>();
  /** Whose sound went to the model since the last turn was taken, with the time of their last packet. */
  readonly #authors = new Map<string, number>();
  /** What was counted for those who left. */
  #gone = noTrackCounts();
  #undecodedPackets = 0;
  #open = true;
  #stopTick: CancelTimer | undefined;
  #lastSpeakerId: string | undefined;
  #lastSoundMs: number | undefined;

  constructor(parts: MicrophoneParts) {
    this.#parts = parts;
    this.#mixer = new UplinkMixer(parts.timing, (frame) => parts.send(bytesFromSamples(frame)));
  }

  /** Who was heard so far, in the order of their first packet. */
  get heardUserIds(): string[] {
    return [...this.#heardUserIds];
  }

  /** Who is in the middle of a transmission; when nobody is, who was last. */
  get speakingUserIds(): string[] {
    const active = [...this.#tracks].filter(([, track]) => track.active).map(([userId]) => userId);
    if (active.length > 0) return active;
    return this.#lastSpeakerId === undefined ? [] : [this.#lastSpeakerId];
  }

  /** When the last packet with sound came, on the clock; `undefined` before the first. */
  get lastSoundMs(): number | undefined {
    return this.#lastSoundMs;
  }

  /** Sums over all speakers, those who left included. */
  get counters(): Record<string, number> {
    let sum = this.#gone;
    for (const track of this.#tracks.values()) sum = addTrackCounts(sum, track.counters);
    return { ...sum, undecodedPackets: this.#undecodedPackets };
  }

  /** Is nothing on its way to the model? */
  get isQuiet(): boolean {
    return this.#stopTick === undefined;
  }

  packet(packet: VoicePacket): void {
    const nowMs = this.#parts.clock.nowMs();
    this.#heardUserIds.add(packet.userId);
    this.#lastSpeakerId = packet.userId;
    this.#lastSoundMs = nowMs;
    if (!this.#open) return;
    const track = this.#track(packet.userId);
    if (track === undefined) return;
    this.#authors.set(packet.userId, nowMs);
    track.push(packet, nowMs);
    this.#mixer.flow(nowMs);
    this.#stopTick ??= this.#parts.clock.every(FRAME_MS, () => this.#tick());
  }

  /** A turn was taken: whose sound is in it, as far as it can be; rather one too many than one too few. */
  takeAuthors(): string[] {
    const nowMs = this.#parts.clock.nowMs();
    const authors = [...this.#authors.keys()];
    for (const [userId, lastMs] of [...this.#authors]) {
      if (nowMs - lastMs > NEXT_TURN_MS) this.#authors.delete(userId);
    }
    return authors;
  }

  transmissionEnded(userId: string): void {
    const track = this.#tracks.get(userId);
    if (track === undefined) return;
    track.end();
    // The others need not wait for this one any more.
    this.#mixer.flow(this.#parts.clock.nowMs());
  }

  speakerGone(userId: string): void {
    const track = this.#tracks.get(userId);
    if (track === undefined) return;
    this.#tracks.delete(userId);
    this.#mixer.remove(userId);
    this.#gone = addTrackCounts(this.#gone, track.counters);
    track.release();
  }

  /** Forgets what is not sent yet of this person. True: some of what the model has not taken as a turn yet may be theirs. */
  unheard(userId: string): boolean {
    this.speakerGone(userId);
    return this.#authors.delete(userId);
  }

  /** Lets go of everybody else: they are not in the channel any more. */
  keepOnly(userIds: readonly string[]): void {
    const present = new Set(userIds);
    for (const userId of [...this.#tracks.keys()]) if (!present.has(userId)) this.speakerGone(userId);
  }

  /** While true, silence goes on until the model's VAD has heard the end of the turn. */
  holdOpen(open: boolean): void {
    this.#mixer.holdOpen(open);
  }

  /** Half duplex: from now on nobody is heard, and what waits is forgotten. */
  close(): void {
    this.#open = false;
    this.#mixer.reset();
    this.#settleTick();
  }

  open(): void {
    this.#open = true;
  }

  destroy(): void {
    this.close();
    for (const userId of [...this.#tracks.keys()]) this.speakerGone(userId);
  }

  #tick(): void {
    this.#mixer.tick(this.#parts.clock.nowMs());
    this.#settleTick();
  }

  #settleTick(): void {
    if (!this.#mixer.quiet) return;
    this.#stopTick?.();
    this.#stopTick = undefined;
  }

  /** The speaker's track, made at their first packet; `undefined` while there is no decoder for them. */
  #track(userId: string): SpeakerTrack | undefined {
    const known = this.#tracks.get(userId);
    if (known !== undefined) return known;
    if (this.#tracks.size >= MAX_TRACKS) this.#evict();
    let decoder: FrameDecoder;
    try {
      decoder = this.#parts.makeDecoder();
    } catch {
      // All codecs of the process are in use: this speaker waits, the others must not suffer.
      this.#undecodedPackets += 1;
      return undefined;
    }
    const track = new SpeakerTrack(decoder);
    this.#tracks.set(userId, track);
    this.#mixer.add(userId, track);
    return track;
  }

  #evict(): void {
    let oldest: string | undefined;
    let oldestMs = Number.POSITIVE_INFINITY;
    for (const [userId, track] of this.#tracks) {
      if (track.lastPacketMs < oldestMs) {
        oldest = userId;
        oldestMs = track.lastPacketMs;
      }
    }
    if (oldest !== undefined) this.speakerGone(oldest);
  }
}
