import { EventEmitter, once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { CancelTimer, Clock } from '../../../clock.ts';
import { VoiceOp } from './voiceOpcodes.ts';

const serverEnvelope = z.object({ op: z.number(), d: z.unknown(), seq: z.number().optional() });
const helloData = z.object({ heartbeat_interval: z.number().positive() });
const NORMAL_CLOSURE = 1000;
/** `u16 seq | op` in front of a binary payload. */
const BINARY_HEAD_BYTES = 3;

interface SocketEvents {
  json: [op: number, data: unknown];
  binary: [op: number, payload: Buffer];
  close: [code: number];
}

/** A person's voice socket: TLS by the local authority, heartbeats, numbering. */
export class VoiceClientSocket extends EventEmitter<SocketEvents> {
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  #sequence = -1;
  #cancelHeartbeat: CancelTimer | undefined;
  #closeCode: number | undefined;

  private constructor(socket: WebSocket, clock: Clock) {
    super();
    this.#socket = socket;
    this.#clock = clock;
    socket.on('message', (data, isBinary) => {
      const bytes = Buffer.isBuffer(data)
        ? data
        : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
      if (isBinary) this.#receiveBinary(bytes);
      else this.#receiveJson(bytes);
    });
    socket.on('close', (code) => {
      this.#cancelHeartbeat?.();
      this.#closeCode = code;
      this.emit('close', code);
    });
    socket.on('error', () => {});
  }

  /** Opens `wss://ENDPOINT?v=8`; rejects when the server is not there or not trusted. */
  static async open(endpoint: string, caPem: string, clock: Clock): Promise<VoiceClientSocket> {
    const socket = new WebSocket(`wss://${endpoint}?v=8`, { ca: caPem, perMessageDeflate: false });
    const opened = new VoiceClientSocket(socket, clock);
    await once(socket, 'open');
    return opened;
  }

  json(op: number, data: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ op, d: data }));
  }

  binary(op: number, payload: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(Buffer.concat([Buffer.of(op), payload]));
    }
  }

  /** The data of the next message with that opcode; rejects when the socket closes before. */
  next(op: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.off('json', onJson);
        this.off('close', onClose);
      };
      const onJson = (arrived: number, data: unknown): void => {
        if (arrived !== op) return;
        stop();
        resolve(data);
      };
      const onClose = (code: number): void => {
        stop();
        reject(new Error(`the voice socket closed with ${code} while op ${op} was awaited`));
      };
      this.on('json', onJson);
      this.on('close', onClose);
      if (this.#closeCode !== undefined) onClose(this.#closeCode);
    });
  }

  /** Leaves for good: the server forgets the session. */
  async close(): Promise<void> {
    if (this.#closeCode !== undefined) return;
    const closed = once(this.#socket, 'close');
    this.#socket.close(NORMAL_CLOSURE);
    await closed;
  }

  #receiveJson(bytes: Buffer): void {
    const message = serverEnvelope.parse(JSON.parse(bytes.toString('utf8')));
    if (message.seq !== undefined) this.#sequence = message.seq;
    if (message.op === VoiceOp.hello) this.#beat(helloData.parse(message.d).heartbeat_interval);
    this.emit('json', message.op, message.d);
  }

  #receiveBinary(bytes: Buffer): void {
    if (bytes.length < BINARY_HEAD_BYTES) return;
    this.#sequence = bytes.readUInt16BE();
    this.emit('binary', bytes.readUInt8(2), bytes.subarray(BINARY_HEAD_BYTES));
  }

  #beat(intervalMs: number): void {
    this.#cancelHeartbeat?.();
    this.#cancelHeartbeat = this.#clock.every(intervalMs, () =>
      this.json(VoiceOp.heartbeat, { t: Date.now(), seq_ack: this.#sequence }),
    );
  }
}
