import { randomBytes } from 'node:crypto';
import { FRAME_MS } from '../../../audio/format.ts';
import type { Clock } from '../../../clock.ts';
import type { DaveClient } from './daveClient.ts';
import { Microphone, type SpokenUtterance, type UtteranceOptions } from './microphone.ts';
import type { VoiceFormat } from './opusVoice.ts';
import { RealtimeBeat } from './realtimeBeat.ts';
import type { VoiceClientSocket } from './voiceClientSocket.ts';
import type { VoiceClientUdp } from './voiceClientUdp.ts';
import { VoiceOp } from './voiceOpcodes.ts';

/** RTP counts Discord's 48 kHz. */
const SAMPLES_PER_PACKET = 960;
const SEQUENCE_RANGE = 0x1_0000;
const SPEAKING = 1;

/** The way out: the microphone's packets on an absolute 20 ms beat, encrypted, numbered, announced by Speaking. */
export class SpeechOutlet {
  readonly #microphone: Microphone;
  readonly #beat: RealtimeBeat;
  readonly #socket: VoiceClientSocket;
  readonly #udp: VoiceClientUdp;
  readonly #dave: DaveClient;
  readonly #clock: Clock;
  readonly #ssrc: number;
  #sequence = randomBytes(2).readUInt16BE();
  #timestamp = randomBytes(4).readUInt32BE();
  #lastDueMs: number | undefined;
  #speaking = false;
  #unsent = 0;

  constructor(options: {
    socket: VoiceClientSocket;
    udp: VoiceClientUdp;
    dave: DaveClient;
    clock: Clock;
    ssrc: number;
    format: VoiceFormat;
  }) {
    this.#socket = options.socket;
    this.#udp = options.udp;
    this.#dave = options.dave;
    this.#clock = options.clock;
    this.#ssrc = options.ssrc;
    this.#microphone = new Microphone(options.format);
    this.#beat = new RealtimeBeat(options.clock, FRAME_MS, (dueMs) => this.#sendNext(dueMs));
  }

  /** Packets of speech that were not sent because there was no group to encrypt for. */
  get unsent(): number {
    return this.#unsent;
  }

  speak(pcm: Int16Array, options: UtteranceOptions): Promise<SpokenUtterance> {
    const spoken = this.#microphone.speak(pcm, options);
    this.#beat.start();
    return spoken;
  }

  speakPackets(packets: readonly Uint8Array[], options: UtteranceOptions): Promise<SpokenUtterance> {
    const spoken = this.#microphone.speakPackets(packets, options);
    this.#beat.start();
    return spoken;
  }

  stopSpeaking(endMark: boolean): void {
    this.#microphone.cut(endMark);
  }

  openMic(levelDbfs: number): void {
    this.#microphone.open(levelDbfs);
    this.#beat.start();
  }

  closeMic(endMark: boolean): void {
    this.#microphone.close(endMark);
  }

  close(): void {
    this.#microphone.close(false);
    this.#microphone.cut(false);
    this.#beat.stop();
  }

  #sendNext(dueMs: number): boolean {
    const next = this.#microphone.next(this.#clock.nowMs());
    if (next === undefined) return false;
    // The timestamp counts pauses too; the numbering does not.
    const steps = Math.max(1, Math.round((dueMs - (this.#lastDueMs ?? dueMs)) / FRAME_MS));
    this.#lastDueMs = dueMs;
    this.#timestamp = (this.#timestamp + steps * SAMPLES_PER_PACKET) >>> 0;
    const payload = this.#dave.encrypt(next.packet);
    if (payload === undefined) {
      this.#unsent++;
      return true;
    }
    this.#announce(true);
    this.#sequence = (this.#sequence + 1) % SEQUENCE_RANGE;
    this.#udp.sendPacket({ ssrc: this.#ssrc, sequence: this.#sequence, timestamp: this.#timestamp }, payload);
    if (next.endsTransmission) this.#announce(false);
    return true;
  }

  #announce(speaking: boolean): void {
    if (this.#speaking === speaking) return;
    this.#speaking = speaking;
    this.#socket.json(VoiceOp.speaking, { speaking: speaking ? SPEAKING : 0, delay: 0, ssrc: this.#ssrc });
  }
}
