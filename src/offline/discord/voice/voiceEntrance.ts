import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { type WebSocket, WebSocketServer } from 'ws';
import { LOOPBACK } from './udpRelay.ts';

const MAX_MESSAGE_BYTES = 256 * 1024;

/** One address at which voice clients connect: `wss://ENDPOINT?v=8` on a free port of 127.0.0.1. */
export class VoiceEntrance {
  readonly endpoint: string;
  readonly #https: Server;
  readonly #sockets: WebSocketServer;

  private constructor(endpoint: string, https: Server, sockets: WebSocketServer) {
    this.endpoint = endpoint;
    this.#https = https;
    this.#sockets = sockets;
  }

  static async open(options: {
    certificatePem: string;
    privateKeyPem: string;
    onSocket(socket: WebSocket): void;
    /** A client that does not trust the authority ends its TLS handshake: worth knowing, no reason to fall over. */
    onRefused(error: Error): void;
  }): Promise<VoiceEntrance> {
    const https = createServer({ cert: options.certificatePem, key: options.privateKeyPem });
    const sockets = new WebSocketServer({
      server: https,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
    });
    sockets.on('connection', (socket) => options.onSocket(socket));
    https.on('tlsClientError', (error) => options.onRefused(error));
    https.listen(0, LOOPBACK);
    await once(https, 'listening');
    const address = https.address();
    if (address === null || typeof address === 'string') throw new Error('the voice server has no port');
    return new VoiceEntrance(`${LOOPBACK}:${address.port}`, https, sockets);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    const closed = once(this.#https, 'close');
    this.#https.close();
    this.#https.closeAllConnections();
    await closed;
  }
}
