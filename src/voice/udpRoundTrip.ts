import { type Networking, NetworkingStatusCode, type VoiceUDPSocket } from '@discordjs/voice';
import type { CancelTimer, Clock } from '../clock.ts';
import { OVERDUE_PROBE_MS, PROBE_MS } from './sessionTimings.ts';

/** A keep-alive is a counter of this length; voice servers echo it. */
const KEEP_ALIVE_BYTES = 8;

/**
 * How long a datagram to the voice server and back takes, by the echoes of keep-alives. The library sends one every 5 s; that finds
 * out too late that the way is gone, so that more are sent in between.
 */
export class UdpRoundTrip {
  readonly #clock: Clock;
  #watched: VoiceUDPSocket | undefined;
  #sentAtMs: number | undefined;
  #latestMs: number | undefined;
  /** This voice server, or one before it, has echoed: silence means something. */
  #hasEchoed = false;
  /** Keep-alives since the last echo. */
  #unanswered = 0;
  #cancelProbe: CancelTimer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds, `undefined` while no echo came. */
  get latestMs(): number | undefined {
    return this.#latestMs;
  }

  /** Keep-alives in a row whose echo is overdue; 0 as long as no voice server has ever echoed one. */
  get lostEchoes(): number {
    return this.#hasEchoed ? Math.max(0, this.#unanswered - 1) : 0;
  }

  /** Notes from now on when this networking sends its keep-alives. */
  watch(networking: Networking): void {
    const { state } = networking;
    if (state.code !== NetworkingStatusCode.Ready || state.udp === this.#watched) return;
    const { udp } = state;
    this.#watched = udp;
    this.#cancelProbe?.();
    this.#probeLater(networking, udp);
    const send = udp.send.bind(udp);
    udp.send = (datagram) => {
      if (datagram.length === KEEP_ALIVE_BYTES) {
        this.#sentAtMs = this.#clock.nowMs();
        this.#unanswered += 1;
      }
      send(datagram);
    };
  }

  onEcho(): void {
    this.#hasEchoed = true;
    this.#unanswered = 0;
    if (this.#sentAtMs === undefined) return;
    this.#latestMs = this.#clock.nowMs() - this.#sentAtMs;
    this.#sentAtMs = undefined;
  }

  /** The voice server has changed. */
  forget(): void {
    this.#cancelProbe?.();
    this.#watched = undefined;
    this.#sentAtMs = undefined;
    this.#latestMs = undefined;
    this.#unanswered = 0;
  }

  /** Until the voice server changes. The library stamps its keep-alives; an echo is an echo, whatever it carries. */
  #probeLater(networking: Networking, udp: VoiceUDPSocket): void {
    this.#cancelProbe = this.#clock.after(this.#unanswered > 0 ? OVERDUE_PROBE_MS : PROBE_MS, () => {
      const { state } = networking;
      // A socket that was closed throws.
      if (!('udp' in state) || state.udp !== udp) return;
      udp.send(Buffer.alloc(KEEP_ALIVE_BYTES));
      this.#probeLater(networking, udp);
    });
  }
}
