import { isSilencePacket } from '../../../audio/format.ts';
import type { DaveClient } from './daveClient.ts';
import { type HearingLog, VOICED_ABOVE_DBFS } from './hearingLog.ts';
import { VoiceDecoder } from './opusVoice.ts';
import type { RtpHeader } from './rtpPacket.ts';

/** Packets kept for an ssrc that has no name yet: the socket and the datagrams race each other. */
const NAMELESS_PACKETS = 25;
const NAMELESS_SSRCS = 16;
const FULL_SCALE = 32_768;

interface Arrival {
  header: RtpHeader;
  payload: Buffer;
  atMs: number;
}

/** The way in: from media packets to frames in the hearing log, through DAVE and Opus. */
export class SpeechInlet {
  readonly #dave: DaveClient;
  readonly #heard: HearingLog;
  readonly #names = new Map<number, string>();
  readonly #nameless = new Map<number, Arrival[]>();
  readonly #decoders = new Map<string, VoiceDecoder>();
  #undecodable = 0;

  constructor(dave: DaveClient, heard: HearingLog) {
    this.#dave = dave;
    this.#heard = heard;
  }

  /** Decrypted packets that were no 20 ms of Opus. */
  get undecodable(): number {
    return this.#undecodable;
  }

  /** Speaking told whose ssrc that is; what waited for it is heard now, with the time it really came. */
  name(ssrc: number, userId: string): void {
    this.#names.set(ssrc, userId);
    const waiting = this.#nameless.get(ssrc) ?? [];
    this.#nameless.delete(ssrc);
    for (const arrival of waiting) this.#hear(userId, arrival);
  }

  forget(userId: string): void {
    for (const [ssrc, named] of this.#names) if (named === userId) this.#names.delete(ssrc);
    this.#decoders.delete(userId);
  }

  receive(header: RtpHeader, payload: Buffer, atMs: number): void {
    const arrival = { header, payload, atMs };
    const userId = this.#names.get(header.ssrc);
    if (userId !== undefined) this.#hear(userId, arrival);
    else this.#keep(arrival);
  }

  #keep(arrival: Arrival): void {
    const { ssrc } = arrival.header;
    const waiting = this.#nameless.get(ssrc) ?? [];
    if (waiting.length >= NAMELESS_PACKETS || this.#nameless.size > NAMELESS_SSRCS) return;
    waiting.push(arrival);
    this.#nameless.set(ssrc, waiting);
  }

  #hear(userId: string, { header, payload, atMs }: Arrival): void {
    const silence = isSilencePacket(payload);
    const packet = this.#dave.decrypt(userId, payload);
    const frame = packet && this.#decoderOf(userId).decode(packet);
    if (packet !== undefined && frame === undefined) this.#undecodable++;
    const rmsDbfs = frame === undefined ? Number.NEGATIVE_INFINITY : levelDbfs(frame);
    this.#heard.add({
      userId,
      atMs,
      ssrc: header.ssrc,
      sequence: header.sequence,
      timestamp: header.timestamp,
      silence,
      voiced: !silence && rmsDbfs > VOICED_ABOVE_DBFS,
      rmsDbfs,
      frame,
    });
  }

  #decoderOf(userId: string): VoiceDecoder {
    const known = this.#decoders.get(userId) ?? new VoiceDecoder();
    this.#decoders.set(userId, known);
    return known;
  }
}

function levelDbfs(frame: Int16Array): number {
  let energy = 0;
  for (const sample of frame) energy += sample * sample;
  return 10 * Math.log10(energy / frame.length / FULL_SCALE ** 2);
}
