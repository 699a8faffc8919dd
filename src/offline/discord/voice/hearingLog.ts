import { EventEmitter } from 'node:events';
import { FRAME_SAMPLES } from '../../../audio/format.ts';
import type { Clock } from '../../../clock.ts';
import { BoundedLog } from './boundedLog.ts';

/** One packet that a listener got from somebody. */
export interface HeardPacket {
  userId: string;
  /** When its datagram arrived, on the monotonic clock. */
  atMs: number;
  ssrc: number;
  sequence: number;
  timestamp: number;
  /** Is it Discord's silence frame? */
  silence: boolean;
  /** Is it louder than room noise, and no silence frame? */
  voiced: boolean;
  /** Level of the frame; -Infinity for digital silence, and for what could not be decoded. */
  rmsDbfs: number;
  /** 480 samples at 24 kHz mono; undefined when the packet could not be decrypted or decoded. */
  frame: Int16Array | undefined;
}

/** Frames below this are not called voiced. */
export const VOICED_ABOVE_DBFS = -50;
/** Packets kept for each speaker: two minutes. */
const KEPT_PACKETS = 6000;
/** A jump in numbering beyond this is a new beginning, not a loss. */
const MAX_GAP_PACKETS = 50;
const SEQUENCE_RANGE = 0x1_0000;
const DEFAULT_TIMEOUT_MS = 15_000;

/** What one listener has heard, from whom and when; and waits for what it will hear. */
export class HearingLog extends EventEmitter<{ packet: [HeardPacket] }> {
  readonly #clock: Clock;
  readonly #openedMs: number;
  readonly #byUser = new Map<string, BoundedLog<HeardPacket>>();
  readonly #lastVoicedMs = new Map<string, number>();
  readonly #closers = new Set<(reason: Error) => void>();

  constructor(clock: Clock) {
    super();
    this.setMaxListeners(0);
    this.#clock = clock;
    this.#openedMs = clock.nowMs();
  }

  get userIds(): string[] {
    return [...this.#byUser.keys()];
  }

  /** That speaker's packets in order of arrival; the newest two minutes. */
  of(userId: string): readonly HeardPacket[] {
    return this.#byUser.get(userId)?.entries ?? [];
  }

  add(packet: HeardPacket): void {
    const log = this.#byUser.get(packet.userId) ?? new BoundedLog<HeardPacket>(KEPT_PACKETS);
    this.#byUser.set(packet.userId, log);
    log.push(packet);
    if (packet.voiced) this.#lastVoicedMs.set(packet.userId, packet.atMs);
    this.emit('packet', packet);
  }

  /**
   * What arrived from that speaker in [fromMs, toMs), as PCM16 24 kHz mono, in the order of the sender's numbering. A
   * lost packet is 20 ms of silence; the pauses between transmissions are left out.
   */
  pcm(userId: string, fromMs = Number.NEGATIVE_INFINITY, toMs = Number.POSITIVE_INFINITY): Int16Array {
    const frames = new Map<number, Int16Array | undefined>();
    let last: number | undefined;
    for (const { atMs, sequence, frame } of this.of(userId)) {
      if (atMs < fromMs || atMs >= toMs) continue;
      const place: number = last === undefined ? sequence : last + signedGap(last, sequence);
      frames.set(place, frame);
      last = Math.max(last ?? place, place);
    }
    const places = [...frames.keys()].sort((a, b) => a - b);
    const parts: (Int16Array | undefined)[] = [];
    let previous: number | undefined;
    for (const place of places) {
      const missing = previous === undefined ? 0 : place - previous - 1;
      if (missing <= MAX_GAP_PACKETS) for (let lost = 0; lost < missing; lost++) parts.push(undefined);
      parts.push(frames.get(place));
      previous = place;
    }
    const pcm = new Int16Array(parts.length * FRAME_SAMPLES);
    parts.forEach((part, index) => {
      if (part !== undefined) pcm.set(part, index * FRAME_SAMPLES);
    });
    return pcm;
  }

  /**
   * The first packet from that speaker that arrived at or after `sinceMs` (default: now), voiced if asked for. Looks
   * back first, then waits; rejects after `timeoutMs`.
   */
  untilHears(
    userId: string,
    options: { voiced?: boolean; sinceMs?: number; timeoutMs?: number } = {},
  ): Promise<HeardPacket> {
    const sinceMs = options.sinceMs ?? this.#clock.nowMs();
    const fits = (packet: HeardPacket): boolean =>
      packet.userId === userId && packet.atMs >= sinceMs && (packet.voiced || options.voiced !== true);
    const known = this.of(userId).find(fits);
    if (known !== undefined) return Promise.resolve(known);
    return this.#wait(
      options.timeoutMs,
      `nothing${options.voiced ? ' voiced' : ''} heard from ${userId}`,
      (found) => {
        const onPacket = (packet: HeardPacket): void => {
          if (fits(packet)) found(packet);
        };
        this.on('packet', onPacket);
        return () => this.off('packet', onPacket);
      },
    );
  }

  /**
   * Waits until that speaker has sent nothing voiced for `quietMs`, which is at once when that is so already. Answers
   * when the last voiced packet arrived, or undefined when there was none. Rejects after `timeoutMs`.
   */
  untilQuiet(
    userId: string,
    quietMs: number,
    options: { timeoutMs?: number } = {},
  ): Promise<number | undefined> {
    return this.#wait(options.timeoutMs, `${userId} did not fall quiet`, (found) => {
      let cancel = (): void => {};
      const look = (): void => {
        const lastMs = this.#lastVoicedMs.get(userId);
        const leftMs = (lastMs ?? this.#openedMs) + quietMs - this.#clock.nowMs();
        if (leftMs <= 0) found(lastMs);
        else cancel = this.#clock.after(Math.ceil(leftMs), look);
      };
      look();
      return () => cancel();
    });
  }

  /** Rejects every open wait. */
  close(): void {
    for (const closer of [...this.#closers]) closer(new Error('the listener has left'));
  }

  #wait<Found>(
    timeoutMs: number | undefined,
    complaint: string,
    begin: (found: (value: Found) => void) => () => void,
  ): Promise<Found> {
    return new Promise((resolve, reject) => {
      let ended = false;
      let stop: (() => void) | undefined;
      const end = (): void => {
        ended = true;
        cancelTimeout();
        this.#closers.delete(fail);
        stop?.();
      };
      const fail = (reason: Error): void => {
        end();
        reject(reason);
      };
      const limitMs = timeoutMs ?? DEFAULT_TIMEOUT_MS;
      const cancelTimeout = this.#clock.after(limitMs, () =>
        fail(new Error(`${complaint} within ${limitMs} ms`)),
      );
      this.#closers.add(fail);
      stop = begin((value) => {
        end();
        resolve(value);
      });
      // Found while it began: there was nothing to stop yet.
      if (ended) stop();
    });
  }
}

function signedGap(from: number, to: number): number {
  const gap = (((to - from) % SEQUENCE_RANGE) + SEQUENCE_RANGE) % SEQUENCE_RANGE;
  return gap < SEQUENCE_RANGE / 2 ? gap : gap - SEQUENCE_RANGE;
}
