import { FRAME_SAMPLES, SILENCE_PACKET } from '../../../audio/format.ts';
import { VoiceEncoder, type VoiceFormat } from './opusVoice.ts';
import { seededRandom } from './seededRandom.ts';

/** What became of an utterance. Times are monotonic milliseconds. */
export interface SpokenUtterance {
  /** When its first packet left; undefined if it was cut before that. */
  firstPacketMs: number | undefined;
  /** When its last packet of speech left (the end mark comes after). */
  lastPacketMs: number | undefined;
  packets: number;
  /** Was it ended by `stopSpeaking`? */
  cut: boolean;
}

/** How an utterance is spoken. */
export interface UtteranceOptions {
  /** Five silence frames behind it (default), or nothing. */
  endMark?: boolean;
}

/** What the microphone wants sent on a beat. */
export interface MicrophonePacket {
  packet: Uint8Array;
  /** The end mark is complete with this one: the client stops showing as speaking. */
  endsTransmission: boolean;
}

interface Utterance {
  /** The next packet, undefined at the end. */
  next(): Uint8Array | undefined;
  endMark: boolean;
  spoken: SpokenUtterance;
  done(spoken: SpokenUtterance): void;
}

const END_MARK_PACKETS = 5;
const FULL_SCALE = 32_767;
const NOISE_SEED = 7;

/** What a person's client sends, beat by beat: queued utterances, the noise of an open microphone, end marks, nothing. */
export class Microphone {
  readonly #format: VoiceFormat;
  readonly #encoder: VoiceEncoder;
  #queue: Utterance[] = [];
  #noise: (() => Uint8Array) | undefined;
  #endMarkLeft = 0;

  constructor(format: VoiceFormat) {
    this.#format = format;
    this.#encoder = new VoiceEncoder(format);
  }

  get format(): VoiceFormat {
    return this.#format;
  }

  /** Is there anything to send? */
  get active(): boolean {
    return this.#queue.length > 0 || this.#noise !== undefined || this.#endMarkLeft > 0;
  }

  /** Queues PCM16 24 kHz mono; it is encoded frame by frame as it is sent. Resolves when its last packet has left. */
  speak(pcm: Int16Array, options: UtteranceOptions = {}): Promise<SpokenUtterance> {
    let from = 0;
    return this.#enqueue(options, () => {
      if (from >= pcm.length) return undefined;
      const packet = this.#encoder.encodeFrame(pcm, from);
      from += FRAME_SAMPLES;
      return packet;
    });
  }

  /** Queues ready-made Opus packets of 20 ms. */
  speakPackets(packets: readonly Uint8Array[], options: UtteranceOptions = {}): Promise<SpokenUtterance> {
    let index = 0;
    return this.#enqueue(options, () => packets[index++]);
  }

  /** From now on low noise is sent whenever nobody speaks. */
  open(levelDbfs: number): void {
    const random = seededRandom(NOISE_SEED);
    // Uniform noise of amplitude a has an RMS of a / sqrt(3).
    const amplitude = FULL_SCALE * 10 ** (levelDbfs / 20) * Math.sqrt(3);
    this.#noise = () => {
      const frame = Int16Array.from({ length: FRAME_SAMPLES }, () => (random() * 2 - 1) * amplitude);
      return this.#encoder.encodeFrame(frame, 0);
    };
  }

  /** Ends the noise, with an end mark or without. */
  close(endMark: boolean): void {
    if (this.#noise === undefined) return;
    this.#noise = undefined;
    if (this.#queue.length === 0 && endMark) this.#endMarkLeft = END_MARK_PACKETS;
  }

  /** Cuts what is being said and forgets what is queued. */
  cut(endMark: boolean): void {
    const cut = this.#queue;
    this.#queue = [];
    const begun = cut.some(({ spoken }) => spoken.packets > 0);
    this.#endMarkLeft = begun && endMark && this.#noise === undefined ? END_MARK_PACKETS : 0;
    for (const utterance of cut) utterance.done({ ...utterance.spoken, cut: true });
  }

  /** What to send on this beat; undefined when there is nothing (more) to send. */
  next(nowMs: number): MicrophonePacket | undefined {
    const speech = this.#nextSpeech(nowMs);
    if (speech !== undefined) {
      this.#endMarkLeft = 0;
      return { packet: speech, endsTransmission: false };
    }
    if (this.#noise !== undefined) return { packet: this.#noise(), endsTransmission: false };
    if (this.#endMarkLeft === 0) return undefined;
    this.#endMarkLeft--;
    return { packet: SILENCE_PACKET, endsTransmission: this.#endMarkLeft === 0 };
  }

  #nextSpeech(nowMs: number): Uint8Array | undefined {
    for (let utterance = this.#queue[0]; utterance !== undefined; utterance = this.#queue[0]) {
      const packet = utterance.next();
      if (packet !== undefined) {
        utterance.spoken.firstPacketMs ??= nowMs;
        utterance.spoken.lastPacketMs = nowMs;
        utterance.spoken.packets++;
        return packet;
      }
      this.#queue.shift();
      if (utterance.endMark && this.#queue.length === 0 && this.#noise === undefined) {
        this.#endMarkLeft = END_MARK_PACKETS;
      }
      utterance.done(utterance.spoken);
    }
    return undefined;
  }

  #enqueue(options: UtteranceOptions, next: () => Uint8Array | undefined): Promise<SpokenUtterance> {
    return new Promise((done) => {
      const spoken = { firstPacketMs: undefined, lastPacketMs: undefined, packets: 0, cut: false };
      this.#queue.push({ next, endMark: options.endMark ?? true, spoken, done });
    });
  }
}
