import { isSilencePacket } from '../../../audio/format.ts';
import type { CancelTimer, Clock } from '../../../clock.ts';
import { BoundedLog } from './boundedLog.ts';
import { buildRtp } from './rtpPacket.ts';
import { type Random, seededRandom } from './seededRandom.ts';
import type { TransportCipher } from './transportCrypto.ts';

/** What the way from the server to one receiver is like. Shares are between 0 and 1. */
export interface LinkQuality {
  /** Seed of all chance on this link. */
  seed: number;
  headerExtension: boolean;
  /** Share of packets with the padding bit. */
  paddingShare: number;
  lossShare: number;
  duplicateShare: number;
  /** Share of packets that arrive behind their successor. */
  reorderShare: number;
  delayMs: number;
  /** Up to so much more delay, drawn for each packet. */
  jitterMs: number;
}

/** What real clients make of the wire: header extensions, now and then padding; nothing is lost or late. */
export const USUAL_LINK: LinkQuality = {
  seed: 1,
  headerExtension: true,
  paddingShare: 0.05,
  lossShare: 0,
  duplicateShare: 0,
  reorderShare: 0,
  delayMs: 0,
  jitterMs: 0,
};

/** A media packet without its transport clothes. Under DAVE the payload is ciphertext, except for silence. */
export interface MediaPacket {
  fromUserId: string;
  ssrc: number;
  sequence: number;
  timestamp: number;
  payload: Buffer;
}

/** One packet that was sent to the receiver. */
export interface RtpLogEntry {
  /** When it left the server, on the monotonic clock. */
  atMs: number;
  fromUserId: string;
  ssrc: number;
  sequence: number;
  timestamp: number;
  /** Size of the whole datagram. */
  bytes: number;
  /** Is it Discord's silence frame, which travels in clear? */
  silence: boolean;
}

const RTP_LOG_ENTRIES = 20_000;
const MAX_PACKETS_UNDER_WAY = 2000;
const MAX_PADDING_BYTES = 32;
const SEQUENCE_RANGE = 0x1_0000;
/** A packet that waits for its successor goes alone after so long. */
const REORDER_PATIENCE_MS = 60;

/** The way of sound from the server to one receiver: its own key and counter, its own weather. */
export class ReceiverLink {
  readonly log = new BoundedLog<RtpLogEntry>(RTP_LOG_ENTRIES);
  readonly #cipher: TransportCipher;
  readonly #clock: Clock;
  readonly #send: (datagram: Buffer) => void;
  readonly #underWay = new Set<CancelTimer>();
  /** How many numbers injected packets have used up, per ssrc. */
  readonly #shifts = new Map<number, number>();
  readonly #lastFrom = new Map<string, MediaPacket>();
  #quality: LinkQuality;
  #random: Random;
  #heldBack: { packet: MediaPacket; cancel: CancelTimer } | undefined;

  constructor(options: {
    cipher: TransportCipher;
    clock: Clock;
    quality: LinkQuality;
    send: (datagram: Buffer) => void;
  }) {
    this.#cipher = options.cipher;
    this.#clock = options.clock;
    this.#send = options.send;
    this.#quality = options.quality;
    this.#random = seededRandom(options.quality.seed);
  }

  get quality(): LinkQuality {
    return this.#quality;
  }

  set quality(quality: LinkQuality) {
    this.#quality = quality;
    this.#random = seededRandom(quality.seed);
  }

  /** The last packet that came from that user, as the server forwarded it. */
  lastFrom(userId: string): MediaPacket | undefined {
    return this.#lastFrom.get(userId);
  }

  /** Forwards one packet of somebody else, through whatever weather there is. */
  forward(packet: MediaPacket): void {
    this.#lastFrom.set(packet.fromUserId, packet);
    const { lossShare, duplicateShare, reorderShare } = this.#quality;
    if (this.#chance(lossShare)) return;
    if (this.#heldBack === undefined && this.#chance(reorderShare)) {
      this.#heldBack = {
        packet,
        cancel: this.#clock.after(REORDER_PATIENCE_MS, () => this.#releaseHeldBack()),
      };
      return;
    }
    this.#travel(packet);
    if (this.#chance(duplicateShare)) this.#travel(packet);
    this.#releaseHeldBack();
  }

  /**
   * Sends a packet of the server's own making, numbered as the next one of that ssrc; what is forwarded later moves
   * up by one, as after a sender that really sent it.
   */
  inject(packet: MediaPacket, dress: { paddingBytes: number; spoilTag: boolean }): void {
    const sequence = this.#shifted(packet);
    this.#shifts.set(packet.ssrc, (this.#shifts.get(packet.ssrc) ?? 0) + 1);
    const datagram = this.#seal({ ...packet, sequence }, dress.paddingBytes);
    if (dress.spoilTag)
      datagram.writeUInt8(datagram.readUInt8(datagram.length - 5) ^ 0xff, datagram.length - 5);
    this.#emit({ ...packet, sequence }, datagram);
  }

  /** Drops what is under way. */
  close(): void {
    this.#heldBack?.cancel();
    this.#heldBack = undefined;
    for (const cancel of this.#underWay) cancel();
    this.#underWay.clear();
  }

  #releaseHeldBack(): void {
    const held = this.#heldBack;
    if (held === undefined) return;
    this.#heldBack = undefined;
    held.cancel();
    this.#travel(held.packet);
  }

  #travel(packet: MediaPacket): void {
    const numbered = { ...packet, sequence: this.#shifted(packet) };
    const padded = this.#chance(this.#quality.paddingShare);
    const paddingBytes = padded ? 1 + Math.floor(this.#random() * MAX_PADDING_BYTES) : 0;
    const datagram = this.#seal(numbered, paddingBytes);
    const { delayMs, jitterMs } = this.#quality;
    const totalMs = delayMs + (jitterMs > 0 ? this.#random() * jitterMs : 0);
    if (totalMs <= 0) {
      this.#emit(numbered, datagram);
      return;
    }
    if (this.#underWay.size >= MAX_PACKETS_UNDER_WAY) return;
    const cancel = this.#clock.after(totalMs, () => {
      this.#underWay.delete(cancel);
      this.#emit(numbered, datagram);
    });
    this.#underWay.add(cancel);
  }

  #seal(packet: MediaPacket, paddingBytes: number): Buffer {
    const { headerExtension } = this.#quality;
    const { clear, plaintext } = buildRtp(packet, packet.payload, { headerExtension, paddingBytes });
    return this.#cipher.seal(clear, plaintext);
  }

  #emit(packet: MediaPacket, datagram: Buffer): void {
    const { fromUserId, ssrc, sequence, timestamp, payload } = packet;
    this.log.push({
      atMs: this.#clock.nowMs(),
      fromUserId,
      ssrc,
      sequence,
      timestamp,
      bytes: datagram.length,
      silence: isSilencePacket(payload),
    });
    this.#send(datagram);
  }

  #shifted(packet: MediaPacket): number {
    return (packet.sequence + (this.#shifts.get(packet.ssrc) ?? 0)) % SEQUENCE_RANGE;
  }

  #chance(share: number): boolean {
    return share > 0 && this.#random() < share;
  }
}
