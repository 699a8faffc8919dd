import type { FrameDecoder } from '../audio/speakerTrack.ts';
import { addTrackCounts, noTrackCounts, type TrackCounters } from '../audio/trackCounters.ts';
import type { UtteranceBuffer } from '../audio/utteranceBuffer.ts';
import type { Clock } from '../clock.ts';
import type { JudgedFrame } from '../turn/speechTracker.ts';
import type { VoicePacket } from '../voice/voiceEvents.ts';
import { SpeakerLine, type SpeechJudge } from './speakerLine.ts';

/** What the lines are made of. */
export interface SpeakerLinesParts {
  clock: Clock;
  makeDecoder: () => FrameDecoder;
  makeJudge: () => SpeechJudge;
  /** Gets each frame of each speaker in order; the speaker's utterance holds it already. */
  onFrame: (userId: string, judged: JudgedFrame, lineDelayMs: number) => void;
}

/** Decoders and judges are dear; where more people than this have spoken, who was silent longest is let go. */
const MAX_LINES = 32;

interface Entry {
  line: SpeakerLine;
  lastPacketMs: number;
}

/** Everybody's way in, a line each. */
export class SpeakerLines {
  readonly #parts: SpeakerLinesParts;
  readonly #entries = new Map<string, Entry>();
  readonly #heardUserIds = new Set<string>();
  #gone: TrackCounters = noTrackCounts();
  #undecodedPackets = 0;
  #droppedFrames = 0;
  #lastSoundMs: number | undefined;

  constructor(parts: SpeakerLinesParts) {
    this.#parts = parts;
  }

  get userIds(): string[] {
    return [...this.#entries.keys()];
  }

  /** Who was heard so far, in the order of their first packet. */
  get heardUserIds(): string[] {
    return [...this.#heardUserIds];
  }

  get lastSoundMs(): number | undefined {
    return this.#lastSoundMs;
  }

  get counters(): Record<string, number> {
    let sum = this.#gone;
    let droppedFrames = this.#droppedFrames;
    for (const { line } of this.#entries.values()) {
      sum = addTrackCounts(sum, line.counters);
      droppedFrames += line.utterance.droppedFrames;
    }
    return { ...sum, undecodedPackets: this.#undecodedPackets, utteranceDroppedFrames: droppedFrames };
  }

  packet(packet: VoicePacket): void {
    const nowMs = this.#parts.clock.nowMs();
    this.#heardUserIds.add(packet.userId);
    this.#lastSoundMs = nowMs;
    const entry = this.#entry(packet.userId);
    if (entry === undefined) return;
    entry.lastPacketMs = nowMs;
    entry.line.packet(packet, nowMs);
  }

  end(userId: string): void {
    this.#entries.get(userId)?.line.end();
  }

  tick(): void {
    const nowMs = this.#parts.clock.nowMs();
    for (const { line } of [...this.#entries.values()]) line.tick(nowMs);
  }

  /** What is kept of this person's present utterance; `undefined`: nothing. */
  utteranceOf(userId: string): UtteranceBuffer | undefined {
    return this.#entries.get(userId)?.line.utterance;
  }

  /** Releases what belongs to them, the sound that is kept included. */
  retire(userId: string): void {
    const entry = this.#entries.get(userId);
    if (entry === undefined) return;
    this.#entries.delete(userId);
    this.#gone = addTrackCounts(this.#gone, entry.line.counters);
    this.#droppedFrames += entry.line.utterance.droppedFrames;
    entry.line.release();
  }

  release(): void {
    for (const userId of this.userIds) this.retire(userId);
  }

  #entry(userId: string): Entry | undefined {
    const known = this.#entries.get(userId);
    if (known !== undefined) return known;
    if (this.#entries.size >= MAX_LINES) this.#retireOldest();
    let decoder: FrameDecoder;
    try {
      decoder = this.#parts.makeDecoder();
    } catch {
      // All codecs of the process are in use: this speaker waits, the others must not suffer.
      this.#undecodedPackets += 1;
      return undefined;
    }
    const line = new SpeakerLine(decoder, this.#parts.makeJudge(), (judged, lineDelayMs) =>
      this.#parts.onFrame(userId, judged, lineDelayMs),
    );
    const entry = { line, lastPacketMs: 0 };
    this.#entries.set(userId, entry);
    return entry;
  }

  #retireOldest(): void {
    const oldest = [...this.#entries].sort(([, one], [, other]) => one.lastPacketMs - other.lastPacketMs)[0];
    if (oldest !== undefined) this.retire(oldest[0]);
  }
}
