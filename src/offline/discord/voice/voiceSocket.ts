import type { RawData, WebSocket } from 'ws';
import type { z } from 'zod';
import type { CancelTimer, Clock } from '../../../clock.ts';
import { MlsDecodeError } from './mlsEncoding.ts';
import {
  heartbeatData,
  identifyData,
  resumeData,
  selectProtocolData,
  speakingData,
  transitionData,
  voiceEnvelope,
} from './voiceMessages.ts';
import { VoiceClose, VoiceOp } from './voiceOpcodes.ts';
import type { VoiceRecording } from './voiceRecording.ts';
import type { VoiceSession } from './voiceSession.ts';

/** What a socket asks of the server behind it. A number answered is the close code of a refusal. */
export interface VoiceSocketHost {
  readonly heartbeatIntervalMs: number;
  identify(data: z.infer<typeof identifyData>, socket: WebSocket): VoiceSession | number;
  resume(data: z.infer<typeof resumeData>, socket: WebSocket): VoiceSession | number;
  selectProtocol(session: VoiceSession, data: z.infer<typeof selectProtocolData>): number | undefined;
  speaking(session: VoiceSession, flags: number): void;
  keyPackage(session: VoiceSession, payload: Buffer): void;
  commit(session: VoiceSession, payload: Buffer): void;
  transitionReady(session: VoiceSession, transitionId: number): void;
  invalidTransition(session: VoiceSession): void;
  /** The client hung up, or its line broke. */
  closed(session: VoiceSession, code: number): void;
}

/** A client that sends no heartbeat for so many intervals is gone. */
const PATIENCE_INTERVALS = 3;
const NO_STATUS_CODE = 1005;

/** One voice socket: reads the client's messages, checks their shape, and calls what they mean. */
export class VoiceSocket {
  readonly #socket: WebSocket;
  readonly #host: VoiceSocketHost;
  readonly #clock: Clock;
  readonly #recording: VoiceRecording;
  #session: VoiceSession | undefined;
  #cancelPatience: CancelTimer;

  constructor(options: {
    socket: WebSocket;
    host: VoiceSocketHost;
    clock: Clock;
    recording: VoiceRecording;
  }) {
    this.#socket = options.socket;
    this.#host = options.host;
    this.#clock = options.clock;
    this.#recording = options.recording;
    this.#cancelPatience = this.#patience();
    this.#socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    this.#socket.on('close', (code) => this.#closed(code));
    // The close that follows says all that is needed.
    this.#socket.on('error', () => {});
    this.#socket.send(
      JSON.stringify({ op: VoiceOp.hello, d: { v: 8, heartbeat_interval: this.#host.heartbeatIntervalMs } }),
    );
  }

  #patience(): CancelTimer {
    return this.#clock.after(this.#host.heartbeatIntervalMs * PATIENCE_INTERVALS, () =>
      this.#socket.close(VoiceClose.sessionTimeout),
    );
  }

  #receive(data: RawData, isBinary: boolean): void {
    const bytes = Buffer.isBuffer(data)
      ? data
      : Buffer.concat(Array.isArray(data) ? data : [Buffer.from(data)]);
    try {
      if (isBinary) this.#receiveBinary(bytes);
      else this.#receiveJson(voiceEnvelope.parse(JSON.parse(bytes.toString('utf8'))));
    } catch {
      this.#socket.close(VoiceClose.failedToDecode);
    }
  }

  #receiveJson({ op, d }: z.infer<typeof voiceEnvelope>): void {
    const session = this.#session;
    this.#record('json', op, d);
    if (op === VoiceOp.heartbeat) this.#heartbeat(d);
    else if (op === VoiceOp.identify || op === VoiceOp.resume) this.#introduce(op, d);
    else if (session === undefined) this.#socket.close(VoiceClose.notAuthenticated);
    else if (op === VoiceOp.selectProtocol) {
      const refusal = this.#host.selectProtocol(session, selectProtocolData.parse(d));
      if (refusal !== undefined) this.#socket.close(refusal);
    } else if (op === VoiceOp.speaking) this.#host.speaking(session, speakingData.parse(d).speaking);
    else if (op === VoiceOp.transitionReady) {
      this.#host.transitionReady(session, transitionData.parse(d).transition_id);
    } else if (op === VoiceOp.invalidCommitWelcome) this.#host.invalidTransition(session);
  }

  #receiveBinary(bytes: Buffer): void {
    const op = bytes.readUInt8();
    const payload = bytes.subarray(1);
    this.#record('binary', op, undefined, payload.length);
    if (this.#session === undefined) {
      this.#socket.close(VoiceClose.notAuthenticated);
      return;
    }
    try {
      if (op === VoiceOp.keyPackage) this.#host.keyPackage(this.#session, payload);
      else if (op === VoiceOp.commitWelcome) this.#host.commit(this.#session, payload);
    } catch (error) {
      // A bad MLS message costs the sender its place in the group at worst, not its voice.
      if (!(error instanceof MlsDecodeError)) throw error;
    }
  }

  #introduce(op: number, data: unknown): void {
    if (this.#session !== undefined) {
      this.#socket.close(VoiceClose.alreadyAuthenticated);
      return;
    }
    const answer =
      op === VoiceOp.identify
        ? this.#host.identify(identifyData.parse(data), this.#socket)
        : this.#host.resume(resumeData.parse(data), this.#socket);
    if (typeof answer === 'number') this.#socket.close(answer);
    else this.#session = answer;
  }

  #heartbeat(data: unknown): void {
    const { t, seq_ack: acknowledged } = heartbeatData.parse(data);
    this.#cancelPatience();
    this.#cancelPatience = this.#patience();
    if (this.#session === undefined) {
      this.#socket.send(JSON.stringify({ op: VoiceOp.heartbeatAck, d: { t } }));
      return;
    }
    if (acknowledged !== undefined) this.#session.acknowledge(acknowledged);
    if (this.#session.plan.answersHeartbeats) this.#session.unnumbered(VoiceOp.heartbeatAck, { t });
  }

  #closed(code: number): void {
    this.#cancelPatience();
    this.#record('close', code === NO_STATUS_CODE ? 0 : code, undefined);
    const session = this.#session;
    // After Resume the session speaks through another socket: the end of this one means nothing to it.
    if (session?.uses(this.#socket)) this.#host.closed(session, code);
  }

  #record(kind: 'json' | 'binary' | 'close', op: number, data: unknown, bytes?: number): void {
    const { guildId = '', userId = '' } = this.#session?.ticket ?? {};
    this.#recording.add({
      direction: 'fromClient',
      kind,
      guildId,
      userId,
      op,
      sequence: undefined,
      data,
      bytes,
    });
  }
}
