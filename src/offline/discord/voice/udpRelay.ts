import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

export const LOOPBACK = '127.0.0.1';

/** Where a client's datagrams come from. */
export interface UdpAddress {
  address: string;
  port: number;
}

/** What the relay hands on; each handler is called for datagrams from anywhere. */
export interface UdpHandlers {
  /** May this ssrc be told its address? */
  onDiscovery(ssrc: number, from: UdpAddress): boolean;
  onMedia(datagram: Buffer, from: UdpAddress): void;
}

const DISCOVERY_BYTES = 74;
const DISCOVERY_BODY_BYTES = 70;
const DISCOVERY_REQUEST = 1;
const DISCOVERY_RESPONSE = 2;
const ADDRESS_OFFSET = 8;
const KEEP_ALIVE_BYTES = 8;
const RECEIVE_BUFFER_BYTES = 1 << 20;

/** The voice server's UDP port: answers IP discovery, echoes keep-alives, hands on everything else. */
export class UdpRelay {
  readonly port: number;
  readonly #socket: Socket;
  readonly #handlers: UdpHandlers;
  readonly #lostPorts = new Set<number>();

  private constructor(socket: Socket, handlers: UdpHandlers) {
    this.#socket = socket;
    this.#handlers = handlers;
    this.port = socket.address().port;
    socket.on('message', (datagram, from) => this.#receive(datagram, from));
    // A client that has gone makes its last datagrams bounce; that is no trouble of ours.
    socket.on('error', () => {});
  }

  static async start(handlers: UdpHandlers): Promise<UdpRelay> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
    socket.bind(0, LOOPBACK);
    await once(socket, 'listening');
    return new UdpRelay(socket, handlers);
  }

  /** Nothing reaches that client address any more, and nothing from it arrives: as when a router forgets a mapping. */
  lose({ port }: UdpAddress): void {
    this.#lostPorts.add(port);
  }

  send(datagram: Uint8Array, to: UdpAddress): void {
    if (this.#lostPorts.has(to.port)) return;
    this.#socket.send(datagram, to.port, to.address);
  }

  async stop(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  #receive(datagram: Buffer, { address, port }: RemoteInfo): void {
    const from = { address, port };
    if (this.#lostPorts.has(port)) return;
    if (datagram.length === KEEP_ALIVE_BYTES) this.send(datagram, from);
    else if (isDiscovery(datagram)) this.#discover(datagram.readUInt32BE(4), from);
    else this.#handlers.onMedia(datagram, from);
  }

  #discover(ssrc: number, from: UdpAddress): void {
    if (!this.#handlers.onDiscovery(ssrc, from)) return;
    const reply = Buffer.alloc(DISCOVERY_BYTES);
    reply.writeUInt16BE(DISCOVERY_RESPONSE, 0);
    reply.writeUInt16BE(DISCOVERY_BODY_BYTES, 2);
    reply.writeUInt32BE(ssrc, 4);
    reply.write(from.address, ADDRESS_OFFSET, 'ascii');
    reply.writeUInt16BE(from.port, DISCOVERY_BYTES - 2);
    this.send(reply, from);
  }
}

function isDiscovery(datagram: Buffer): boolean {
  return (
    datagram.length === DISCOVERY_BYTES &&
    datagram.readUInt16BE(0) === DISCOVERY_REQUEST &&
    datagram.readUInt16BE(2) === DISCOVERY_BODY_BYTES
  );
}
