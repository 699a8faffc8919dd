import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { CancelTimer, Clock } from '../../../clock.ts';
import { buildRtp, OPUS_PAYLOAD_TYPE, payloadOf, type RtpHeader, readRtpHeader } from './rtpPacket.ts';
import type { TransportCipher } from './transportCrypto.ts';
import type { UdpAddress } from './udpRelay.ts';

const DISCOVERY_BYTES = 74;
const DISCOVERY_BODY_BYTES = 70;
const DISCOVERY_RESPONSE = 2;
const DISCOVERY_RETRY_MS = 500;
const ADDRESS_OFFSET = 8;
const KEEP_ALIVE_BYTES = 8;
const KEEP_ALIVE_MS = 5000;
const RECEIVE_BUFFER_BYTES = 1 << 20;

/** A person's UDP socket: finds its own address, keeps the line open, and turns media packets into datagrams and back. */
export class VoiceClientUdp {
  readonly #socket: Socket;
  readonly #server: UdpAddress;
  readonly #clock: Clock;
  #cipher: TransportCipher | undefined;
  #cancelKeepAlive: CancelTimer | undefined;
  #keepAlives = 0;
  #refused = 0;
  #closed = false;

  private constructor(socket: Socket, server: UdpAddress, clock: Clock) {
    this.#socket = socket;
    this.#server = server;
    this.#clock = clock;
    socket.on('error', () => {});
  }

  static async open(server: UdpAddress, clock: Clock): Promise<VoiceClientUdp> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
    socket.bind(0, server.address);
    await once(socket, 'listening');
    return new VoiceClientUdp(socket, server, clock);
  }

  /** Datagrams that were no genuine packets. */
  get refused(): number {
    return this.#refused;
  }

  /** IP discovery; asks again every half second until it is answered. */
  discover(ssrc: number): Promise<UdpAddress> {
    const request = Buffer.alloc(DISCOVERY_BYTES);
    request.writeUInt16BE(1, 0);
    request.writeUInt16BE(DISCOVERY_BODY_BYTES, 2);
    request.writeUInt32BE(ssrc, 4);
    return new Promise((resolve, reject) => {
      const cancelRetry = this.#clock.every(DISCOVERY_RETRY_MS, () => this.sendRaw(request));
      const onClose = (): void => {
        cancelRetry();
        reject(new Error('closed during IP discovery'));
      };
      const onMessage = (reply: Buffer): void => {
        if (reply.length !== DISCOVERY_BYTES || reply.readUInt16BE(0) !== DISCOVERY_RESPONSE) return;
        cancelRetry();
        this.#socket.off('message', onMessage);
        this.#socket.off('close', onClose);
        const end = reply.indexOf(0, ADDRESS_OFFSET);
        resolve({
          address: reply.toString('ascii', ADDRESS_OFFSET, end),
          port: reply.readUInt16BE(DISCOVERY_BYTES - 2),
        });
      };
      this.#socket.on('message', onMessage);
      this.#socket.once('close', onClose);
      this.sendRaw(request);
    });
  }

  /** Starts to hand on packets, and to keep the line open. */
  begin(cipher: TransportCipher, onPacket: (header: RtpHeader, payload: Buffer, atMs: number) => void): void {
    this.#cipher = cipher;
    this.#socket.on('message', (datagram) => {
      if (datagram.length === KEEP_ALIVE_BYTES) return;
      const atMs = this.#clock.nowMs();
      const header = readRtpHeader(datagram);
      const opened = header && cipher.open(datagram, header.clearBytes);
      const payload = header && opened && payloadOf(header, opened);
      if (header === undefined || payload === undefined || header.payloadType !== OPUS_PAYLOAD_TYPE) {
        this.#refused++;
      } else if (payload.length > 0) onPacket(header, payload, atMs);
    });
    this.#cancelKeepAlive = this.#clock.every(KEEP_ALIVE_MS, () => {
      const counter = Buffer.alloc(KEEP_ALIVE_BYTES);
      counter.writeUInt32LE(this.#keepAlives++);
      this.sendRaw(counter);
    });
  }

  sendPacket(header: Omit<RtpHeader, 'payloadType'>, payload: Uint8Array): void {
    if (this.#cipher === undefined) return;
    const { clear, plaintext } = buildRtp(header, payload, { headerExtension: true, paddingBytes: 0 });
    this.sendRaw(this.#cipher.seal(clear, plaintext));
  }

  sendRaw(datagram: Uint8Array): void {
    if (this.#closed) return;
    this.#socket.send(datagram, this.#server.port, this.#server.address);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelKeepAlive?.();
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }
}
