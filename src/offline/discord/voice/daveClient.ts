import { DAVESession } from '@snazzah/davey';
import { isSilencePacket } from '../../../audio/format.ts';
import { DAVE_PROTOCOL_VERSION, VoiceOp } from './voiceOpcodes.ts';

/** How a DAVE client speaks to its voice server. */
export interface DaveUplink {
  binary(op: number, payload: Uint8Array): void;
  json(op: number, data: object): void;
}

const AUDIO = 0;
/** Frames in a row that may fail before the client asks to be taken in again. */
const FAILURE_TOLERANCE = 36;
const TRANSITION_ID_BYTES = 2;
const NEW_GROUP_EPOCH = 1;
/** What an encrypted frame ends with. */
const DAVE_MARKER = Buffer.of(0xfa, 0xfa);

/** The member's side of DAVE: answers the voice server's messages and turns Opus packets into encrypted ones and back. */
export class DaveClient {
  readonly #session: DAVESession;
  readonly #userId: string;
  readonly #channelId: string;
  readonly #uplink: DaveUplink;
  readonly #knownUserIds: () => string[];
  #failuresInARow = 0;
  #failures = 0;
  #recoveries = 0;
  #recovering = false;
  #lastTransitionId = 0;
  /** The call is not encrypted end to end. */
  #readable = false;
  /** The transition that will make it so. */
  #downgradeId: number | undefined;

  constructor(options: {
    userId: string;
    channelId: string;
    uplink: DaveUplink;
    /** Everybody whom the server has announced. A stranger is not let into the group. */
    knownUserIds: () => string[];
  }) {
    this.#userId = options.userId;
    this.#channelId = options.channelId;
    this.#uplink = options.uplink;
    this.#knownUserIds = options.knownUserIds;
    this.#session = new DAVESession(DAVE_PROTOCOL_VERSION, options.userId, options.channelId);
  }

  /** Does a group stand, with this member in it? */
  get ready(): boolean {
    return this.#session.ready;
  }

  /** Everybody in the group, this member included. */
  get userIds(): string[] {
    return this.#session.getUserIds();
  }

  get epoch(): bigint {
    return this.#session.epoch ?? 0n;
  }

  /** Frames that did not decrypt. */
  get failures(): number {
    return this.#failures;
  }

  /** How often this member asked to be taken in again. */
  get recoveries(): number {
    return this.#recoveries;
  }

  /** Offers a key package, so that the server can propose this member. */
  offer(): void {
    this.#uplink.binary(VoiceOp.keyPackage, this.#session.getSerializedKeyPackage());
  }

  receiveBinary(op: number, payload: Buffer): void {
    if (op === VoiceOp.externalSender) this.#attempt(() => this.#session.setExternalSender(payload));
    else if (op === VoiceOp.proposals) this.#attempt(() => this.#answerProposals(payload));
    else if (op === VoiceOp.announceCommit) {
      this.#enterEpoch(payload, (commit) => this.#session.processCommit(commit));
    } else if (op === VoiceOp.welcome) {
      this.#enterEpoch(payload, (welcome) => this.#session.processWelcome(welcome));
    }
  }

  /** Op 24: make a new group. */
  prepareEpoch(epoch: number): void {
    if (epoch !== NEW_GROUP_EPOCH) return;
    this.#readable = false;
    this.#restart();
  }

  /** Op 21. Transition 0 needs no answer. */
  prepareTransition(transitionId: number, protocolVersion: number): void {
    this.#downgradeId = protocolVersion === 0 ? transitionId : undefined;
    if (transitionId !== 0) this.#uplink.json(VoiceOp.transitionReady, { transition_id: transitionId });
  }

  /** Op 22: a downgrade takes effect. What ends encryption ends the group. */
  executeTransition(transitionId: number): void {
    if (transitionId !== this.#downgradeId) return;
    this.#downgradeId = undefined;
    this.#readable = true;
    this.#attempt(() => this.#session.reset());
  }

  /** The packet as it goes on the wire: silence in clear, speech encrypted; undefined while there is nobody to encrypt for. */
  encrypt(packet: Uint8Array): Buffer | undefined {
    if (isSilencePacket(packet) || this.#readable) return Buffer.from(packet);
    return this.#session.ready ? this.#session.encryptOpus(Buffer.from(packet)) : undefined;
  }

  /** The Opus packet, or undefined when it cannot be decrypted; too many of those in a row start a recovery. */
  decrypt(userId: string, frame: Buffer): Buffer | undefined {
    if (isSilencePacket(frame) || this.#isReadable(frame)) return frame;
    if (!this.#session.ready) return undefined;
    try {
      const packet = this.#session.decrypt(userId, AUDIO, frame);
      this.#failuresInARow = 0;
      return packet;
    } catch {
      this.#failures++;
      this.#failuresInARow++;
      if (this.#failuresInARow > FAILURE_TOLERANCE) this.#recover(this.#lastTransitionId);
      return undefined;
    }
  }

  /** Forgets all keys. */
  close(): void {
    this.#attempt(() => this.#session.reset());
  }

  /** Around a downgrade some members are a little ahead of others. */
  #isReadable(frame: Buffer): boolean {
    const mayBe = this.#readable || this.#downgradeId !== undefined || !this.#session.ready;
    return mayBe && !frame.subarray(-DAVE_MARKER.length).equals(DAVE_MARKER);
  }

  #answerProposals(payload: Buffer): void {
    const operation = payload.readUInt8();
    const answer = this.#session.processProposals(operation, payload.subarray(1), this.#knownUserIds());
    if (answer.commit === undefined) return;
    const parts = answer.welcome === undefined ? [answer.commit] : [answer.commit, answer.welcome];
    this.#uplink.binary(VoiceOp.commitWelcome, Buffer.concat(parts));
  }

  #enterEpoch(payload: Buffer, enter: (message: Buffer) => void): void {
    if (payload.length < TRANSITION_ID_BYTES) return;
    const transitionId = payload.readUInt16BE();
    try {
      enter(payload.subarray(TRANSITION_ID_BYTES));
    } catch {
      this.#recover(transitionId);
      return;
    }
    this.#recovering = false;
    this.#failuresInARow = 0;
    this.#lastTransitionId = transitionId;
    if (transitionId !== 0) this.#uplink.json(VoiceOp.transitionReady, { transition_id: transitionId });
  }

  #recover(transitionId: number): void {
    if (this.#recovering) return;
    this.#recovering = true;
    this.#recoveries++;
    this.#failuresInARow = 0;
    this.#uplink.json(VoiceOp.invalidCommitWelcome, { transition_id: transitionId });
    this.#restart();
  }

  #restart(): void {
    this.#session.reinit(DAVE_PROTOCOL_VERSION, this.#userId, this.#channelId);
    this.offer();
  }

  /** Hostile or late messages are this client's everyday: they are counted, never thrown. */
  #attempt(action: () => void): void {
    try {
      action();
    } catch {
      this.#failures++;
    }
  }
}
