import { type Networking, type NetworkingState, NetworkingStatusCode } from '@discordjs/voice';
import type { CancelTimer, Clock } from '../clock.ts';

/** The library asks once, over UDP, and waits for ever when the question or the answer is lost. */
const RETRY_MS = 1000;

/** IP discovery (Discord, Voice Connections, "IP Discovery"): type 1, 70 bytes follow, our SSRC, room for the answer. */
const REQUEST_BYTES = 74;
const REQUEST_TYPE = 1;
const REQUEST_LENGTH = 70;

/** Asks for our address again, every second, as long as a networking waits for the answer. */
export class DiscoveryRetry {
  readonly #clock: Clock;
  readonly #networking: Networking;
  #cancel: CancelTimer | undefined;

  constructor(networking: Networking, clock: Clock) {
    this.#clock = clock;
    this.#networking = networking;
    networking.on('stateChange', this.#onStateChange);
    this.#follow(networking.state);
  }

  close(): void {
    this.#networking.off('stateChange', this.#onStateChange);
    this.#cancel?.();
    this.#cancel = undefined;
  }

  readonly #onStateChange = (_before: NetworkingState, after: NetworkingState): void => this.#follow(after);

  #follow(state: NetworkingState): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (state.code !== NetworkingStatusCode.UdpHandshaking) return;
    const request = Buffer.alloc(REQUEST_BYTES);
    request.writeUInt16BE(REQUEST_TYPE, 0);
    request.writeUInt16BE(REQUEST_LENGTH, 2);
    request.writeUInt32BE(state.connectionData.ssrc, 4);
    this.#cancel = this.#clock.every(RETRY_MS, () => state.udp.send(request));
  }
}
