import { FRAME_MS } from './format.ts';
import { LineDelay, MAX_LINE_DELAY_MS } from './lineDelay.ts';
import { sequenceDistance, timestampDistanceMs } from './rtpDistance.ts';

/** One Opus packet with the RTP header fields that order it. */
export interface RtpPacket {
  opus: Uint8Array;
  /** 16 bits, wraps. */
  sequence: number;
  /** 48 kHz ticks, 32 bits, wraps. */
  timestamp: number;
  /** Names the sender's stream. */
  ssrc: number;
}

/** What to do next, in order: decode a packet, or stand in for `frames` frames of 20 ms (at least 1) that will not come. */
export type JitterStep = { type: 'packet'; opus: Uint8Array } | { type: 'lost'; frames: number };

/** Counted events of one line. */
export interface JitterCounters {
  /** Packets that came when their place had already been given up. */
  latePackets: number;
  doublePackets: number;
  /** Packets that came after their successor, but in time. */
  reorderedPackets: number;
  lostPackets: number;
}

interface HeldPacket extends RtpPacket {
  /** When it would have come on an even line: not after it came. */
  dueMs: number;
}

/** A packet this many numbers away is neither late nor behind a loss: the sender has started numbering afresh. */
const SEQUENCE_WINDOW = 1000;
/** Nothing is late for so long: what comes after it begins something new, whatever its number. */
const FORGET_AFTER_MS = 1000;
/** This much more in the timestamps than in the numbers is a pause of the speaker. */
const PAUSE_MS = 60;
/** Opus sends frames of 2.5 to 60 ms. */
const MAX_PACKET_MS = 60;
/** Far more than come in 80 ms; the gap in front of so many is given up. */
const MAX_HELD_PACKETS = 32;
/** How far back a double is told from a late packet. */
const REMEMBERED_PACKETS = 64;

/**
 * Puts one speaker's packets in order. The next packet in order is handed out in the call that brings it, however late it is: the
 * model does not play sound on a beat, so only a gap makes anything wait, and only as long as this line has lately shown
 * that a missing packet may still come (nothing on an even line, 80 ms after it was due at the most). Pure: no clock, no timer.
 */
export class JitterBuffer {
  readonly counters: JitterCounters = {
    latePackets: 0,
    doublePackets: 0,
    reorderedPackets: 0,
    lostPackets: 0,
  };
  readonly #line = new LineDelay();
  /** In order; there is a gap in front of the first. */
  readonly #held: HeldPacket[] = [];
  /** Numbers of the packets handed out last, the newest last. */
  readonly #handedOut: number[] = [];
  /** The packet handed out last, whose successor is wanted. */
  #last: { sequence: number; timestamp: number } | undefined;
  /** The newest packet that came. `mediaMs` counts from the beginning of the transmission. */
  #newest: { sequence: number; timestamp: number; mediaMs: number } | undefined;
  #flowing = false;
  #ssrc: number | undefined;
  #formerSsrc: number | undefined;
  #followedMs = Number.NEGATIVE_INFINITY;
  #acceptedMs = Number.NEGATIVE_INFINITY;
  #packetMs: number = FRAME_MS;

  /** How long after it was due a missing packet is waited for at present: 0 or 20 to 80 ms. */
  get delayMs(): number {
    return this.#line.delayMs;
  }

  /** Packets that wait behind a gap. */
  get heldPackets(): number {
    return this.#held.length;
  }

  /** Takes one packet in. @returns what is in order now, or `undefined` when it was dropped as late or double. */
  push(packet: RtpPacket, nowMs: number): JitterStep[] | undefined {
    if (packet.ssrc === this.#formerSsrc && nowMs - this.#followedMs <= MAX_LINE_DELAY_MS) {
      this.counters.latePackets += 1;
      return undefined;
    }
    const steps = this.#startsAfresh(packet, nowMs) ? this.#follow(packet, nowMs) : [];
    if (this.#isDouble(packet)) {
      this.counters.doublePackets += 1;
      return undefined;
    }
    if (this.#last !== undefined && sequenceDistance(this.#last.sequence, packet.sequence) <= 0) {
      this.counters.latePackets += 1;
      this.#dueMs(packet, nowMs);
      return undefined;
    }
    this.#acceptedMs = nowMs;
    if (!this.#flowing) {
      this.#flowing = true;
      this.#last = undefined;
      this.#newest = undefined;
    }
    this.#insert({ ...packet, dueMs: this.#dueMs(packet, nowMs) });
    return [...steps, ...this.#release(nowMs)];
  }

  /** To be called every 20 ms or so while {@link heldPackets} is not 0. @returns what is not waited for any more. */
  tick(nowMs: number): JitterStep[] {
    return this.#release(nowMs);
  }

  /** The transmission is over: nothing is waited for. @returns all that was held. */
  end(): JitterStep[] {
    const steps = this.#release(Number.POSITIVE_INFINITY);
    this.#flowing = false;
    return steps;
  }

  /** Forgets what is held and ends the transmission. */
  clear(): void {
    this.#held.length = 0;
    this.#flowing = false;
  }

  #startsAfresh({ ssrc, sequence }: RtpPacket, nowMs: number): boolean {
    if (ssrc !== this.#ssrc) return true;
    if (this.#last === undefined) return false;
    if (nowMs - this.#acceptedMs > FORGET_AFTER_MS) return true;
    return Math.abs(sequenceDistance(this.#last.sequence, sequence)) >= SEQUENCE_WINDOW;
  }

  /** Follows another stream, other numbers, or the same behind a long pause; what was held before goes out. */
  #follow({ ssrc }: RtpPacket, nowMs: number): JitterStep[] {
    const steps = this.end();
    this.#handedOut.length = 0;
    this.#last = undefined;
    if (ssrc === this.#ssrc) return steps;
    this.#formerSsrc = this.#ssrc;
    this.#ssrc = ssrc;
    this.#followedMs = nowMs;
    return steps;
  }

  #isDouble({ sequence }: RtpPacket): boolean {
    return this.#handedOut.includes(sequence) || this.#held.some((held) => held.sequence === sequence);
  }

  /** Learns from a packet's arrival. @returns when it would have come on an even line */
  #dueMs({ sequence, timestamp }: RtpPacket, nowMs: number): number {
    const newest = this.#newest;
    const distance = newest === undefined ? 1 : sequenceDistance(newest.sequence, sequence);
    const stepMs = newest === undefined ? 0 : timestampDistanceMs(newest.timestamp, timestamp);
    const continues =
      newest !== undefined &&
      stepMs * distance > 0 &&
      Math.abs(stepMs) < Math.abs(distance) * this.#packetMs + PAUSE_MS;
    const mediaMs = continues ? newest.mediaMs + stepMs : 0;
    if (distance > 0) {
      if (!continues) this.#line.restart();
      this.#newest = { sequence, timestamp, mediaMs };
    } else if (!continues) return nowMs;
    this.#line.observe(mediaMs, nowMs);
    return this.#line.dueMs(mediaMs);
  }

  #insert(packet: HeldPacket): void {
    const after = this.#held.findIndex((held) => sequenceDistance(packet.sequence, held.sequence) > 0);
    if (after === -1) this.#held.push(packet);
    else {
      this.counters.reorderedPackets += 1;
      this.#held.splice(after, 0, packet);
    }
  }

  #release(nowMs: number): JitterStep[] {
    const steps: JitterStep[] = [];
    for (let first = this.#held[0]; first !== undefined; first = this.#held[0]) {
      const missing =
        this.#last === undefined ? 0 : sequenceDistance(this.#last.sequence, first.sequence) - 1;
      if (missing > 0) {
        if (nowMs < this.#giveUpMs(first) && this.#held.length <= MAX_HELD_PACKETS) break;
        const frames = this.#lostFrames(first, missing);
        if (frames > 0) steps.push({ type: 'lost', frames });
      }
      this.#held.shift();
      this.#handOut(first, missing);
      steps.push({ type: 'packet', opus: first.opus });
    }
    return steps;
  }

  /** When the packet in front of this one is given up: it was due one packet earlier. */
  #giveUpMs({ dueMs }: HeldPacket): number {
    return dueMs - this.#packetMs + this.#line.delayMs;
  }

  /** How much sound went with the missing packets; none when the speaker paused where they are missing. */
  #lostFrames({ timestamp }: HeldPacket, missing: number): number {
    const stepMs = this.#last === undefined ? 0 : timestampDistanceMs(this.#last.timestamp, timestamp);
    if (stepMs >= (missing + 1) * this.#packetMs + PAUSE_MS) return 0;
    this.counters.lostPackets += missing;
    return Math.round((missing * this.#packetMs) / FRAME_MS);
  }

  #handOut({ sequence, timestamp }: HeldPacket, missing: number): void {
    if (this.#last !== undefined && missing === 0) {
      const stepMs = timestampDistanceMs(this.#last.timestamp, timestamp);
      if (stepMs > 0 && stepMs <= MAX_PACKET_MS) this.#packetMs = stepMs;
    }
    this.#last = { sequence, timestamp };
    this.#handedOut.push(sequence);
    if (this.#handedOut.length > REMEMBERED_PACKETS) this.#handedOut.shift();
  }
}
