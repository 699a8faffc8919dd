import type { WebSocket } from 'ws';
import type { VoiceTicket } from '../voiceServerPort.ts';
import type { MediaPath } from './mediaPath.ts';
import type { MemberPlan } from './memberPlan.ts';
import type { VoiceRecording } from './voiceRecording.ts';

/** Messages kept for a client that comes back. */
const REPLAY_MESSAGES = 512;
const HELD_MESSAGES = 512;
const SEQUENCE_RANGE = 0x1_0000;

type Outgoing = { op: number; data: object } | { op: number; payload: Uint8Array };

/** One member's voice session: its socket (which may be replaced by Resume), its numbering, its way of sound. */
export class VoiceSession {
  readonly ticket: VoiceTicket;
  readonly token: string;
  readonly ssrc: number;
  readonly plan: MemberPlan;
  media: MediaPath | undefined;
  /** The flags of the member's last Speaking; 0 when silent. */
  speaking = 0;
  readonly #recording: VoiceRecording;
  #socket: WebSocket | undefined;
  #sequence = 0;
  #sent: { sequence: number; message: string | Buffer }[] = [];
  #held: Outgoing[] = [];

  constructor(options: {
    ticket: VoiceTicket;
    token: string;
    ssrc: number;
    plan: MemberPlan;
    recording: VoiceRecording;
  }) {
    this.ticket = options.ticket;
    this.token = options.token;
    this.ssrc = options.ssrc;
    this.plan = options.plan;
    this.#recording = options.recording;
  }

  get userId(): string {
    return this.ticket.userId;
  }

  get connected(): boolean {
    return this.#socket !== undefined;
  }

  /** Is this the socket the session speaks through? */
  uses(socket: WebSocket): boolean {
    return this.#socket === socket;
  }

  attach(socket: WebSocket): void {
    this.#socket = socket;
  }

  detach(): void {
    this.#socket = undefined;
  }

  /** Sends a message that counts, and is repeated after Resume. */
  json(op: number, data: object): void {
    this.#pass({ op, data });
  }

  /** Sends a binary message; it counts like {@link json}. */
  binary(op: number, payload: Uint8Array): void {
    this.#pass({ op, payload });
  }

  /** Sends a message outside the numbering: Hello, acknowledgements, Resumed. */
  unnumbered(op: number, data: unknown): void {
    this.#record('json', op, undefined, data);
    this.#socket?.send(JSON.stringify({ op, d: data }));
  }

  /** Sends bytes as they are, as a fault: neither numbered nor repeated. */
  raw(bytes: Uint8Array): void {
    this.#record('binary', bytes[2] ?? -1, undefined, undefined, bytes.length);
    this.#socket?.send(bytes);
  }

  /** Lets go what waited because its opcode was held, in order; what is held still stays. */
  releaseHeld(): void {
    const waiting = this.#held;
    this.#held = [];
    for (const message of waiting) this.#pass(message);
  }

  /** The client has seen everything up to that number. */
  acknowledge(sequence: number): void {
    const index = this.#sent.findIndex((sent) => sent.sequence === sequence);
    if (index >= 0) this.#sent = this.#sent.slice(index + 1);
  }

  /** Repeats what came after that number. */
  replayFrom(sequence: number): void {
    this.acknowledge(sequence);
    for (const { message } of this.#sent) this.#socket?.send(message);
  }

  /** Breaks the socket without a close frame. */
  cut(): void {
    this.#socket?.terminate();
  }

  /** Ends the socket with that code. The session itself is the server's to end. */
  close(code: number): void {
    this.#record('close', code, undefined, undefined);
    this.#socket?.close(code);
    this.#socket = undefined;
  }

  #pass(message: Outgoing): void {
    if (!this.plan.heldOps.has(message.op)) this.#number(message);
    else if (this.#held.length < HELD_MESSAGES) this.#held.push(message);
  }

  #number(message: Outgoing): void {
    this.#sequence = (this.#sequence + 1) % SEQUENCE_RANGE;
    const sequence = this.#sequence;
    let wire: string | Buffer;
    if ('data' in message) {
      wire = JSON.stringify({ op: message.op, d: message.data, seq: sequence });
      this.#record('json', message.op, sequence, message.data);
    } else {
      const head = Buffer.alloc(3);
      head.writeUInt16BE(sequence);
      head.writeUInt8(message.op, 2);
      wire = Buffer.concat([head, message.payload]);
      this.#record('binary', message.op, sequence, undefined, message.payload.length);
    }
    this.#sent.push({ sequence, message: wire });
    if (this.#sent.length > REPLAY_MESSAGES) this.#sent.shift();
    this.#socket?.send(wire);
  }

  #record(
    kind: 'json' | 'binary' | 'close',
    op: number,
    sequence: number | undefined,
    data: unknown,
    bytes?: number,
  ): void {
    const { guildId, userId } = this.ticket;
    this.#recording.add({ direction: 'toClient', kind, guildId, userId, op, sequence, data, bytes });
  }
}
