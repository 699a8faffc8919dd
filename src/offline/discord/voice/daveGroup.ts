import type { Clock } from '../../../clock.ts';
import { type CommitMessage, readCommitMessage } from './commitMessage.ts';
import { DaveTransitions } from './daveTransitions.ts';
import { appendProposals, type ExternalSender, type GroupPlace, revokeProposals } from './externalSender.ts';
import { coversAll, type GroupMember, type OpenProposal, seatNewcomers } from './groupCommit.ts';
import { readKeyPackage } from './keyPackage.ts';
import { MlsDecodeError, MlsWriter } from './mlsEncoding.ts';
import { DAVE_PROTOCOL_VERSION, VoiceOp } from './voiceOpcodes.ts';

/** How the group reaches its members. A user who is gone is no error. */
export interface DaveMailbox {
  binary(userId: string, op: number, payload: Uint8Array): void;
  json(userId: string, op: number, data: object): void;
}

/** Epoch that op 24 names when a new group is to be made. */
const NEW_GROUP_EPOCH = 1;
const IMMEDIATE_TRANSITION = 0;
/** The protocol version of a call that is not encrypted end to end. */
const NOT_ENCRYPTED = 0;

/**
 * The voice server's side of one channel's MLS group: it proposes who comes and goes, chooses the winning commit,
 * and hands out welcome and transitions. Order of events as in dave-voice-server.md.
 */
export class DaveGroup {
  readonly #channelId: string;
  readonly #sender: ExternalSender;
  readonly #mailbox: DaveMailbox;
  readonly #transitions: DaveTransitions;
  readonly #members = new Map<string, GroupMember>();
  #open: OpenProposal[] = [];
  #established = false;
  #epoch = 0n;
  #ignoredCommits = 0;
  #protocolVersion = DAVE_PROTOCOL_VERSION;
  /** The first commit of a group that replaces readable voice is a transition like any other: all change at once. */
  #upgrading = false;

  constructor(options: { channelId: string; sender: ExternalSender; mailbox: DaveMailbox; clock: Clock }) {
    this.#channelId = options.channelId;
    this.#sender = options.sender;
    this.#mailbox = options.mailbox;
    this.#transitions = new DaveTransitions(options.clock, (transitionId, userIds) => {
      for (const userId of userIds) {
        this.#mailbox.json(userId, VoiceOp.executeTransition, { transition_id: transitionId });
      }
    });
  }

  /** The group's epoch; 0 while there is no group. */
  get epoch(): bigint {
    return this.#epoch;
  }

  /** 0 while the call is not encrypted. */
  get protocolVersion(): number {
    return this.#protocolVersion;
  }

  /** Commits that came too late, or did not cover all that was proposed. */
  get ignoredCommits(): number {
    return this.#ignoredCommits;
  }

  /** The users who stand in the group's tree. */
  get userIds(): string[] {
    return [...this.#members].filter(([, member]) => member.leaf !== undefined).map(([userId]) => userId);
  }

  /** Where a proposal made now would belong. */
  get place(): GroupPlace {
    return { channelId: this.#channelId, epoch: this.#epoch };
  }

  /** A member's voice session stands: it learns who may propose. Its key package follows. */
  connect(userId: string): void {
    const hasSender = this.#protocolVersion !== NOT_ENCRYPTED;
    this.#members.set(userId, { hasSender, keyPackage: undefined, leaf: undefined });
    if (hasSender) this.#mailbox.binary(userId, VoiceOp.externalSender, this.#sender.package());
  }

  /** Op 26. Throws {@link MlsDecodeError} for a package that is damaged, forged, or somebody else's. */
  receiveKeyPackage(userId: string, payload: Uint8Array): void {
    const member = this.#members.get(userId);
    if (member === undefined || this.#protocolVersion === NOT_ENCRYPTED) return;
    const keyPackage = readKeyPackage(payload);
    if (keyPackage.userId !== userId) throw new MlsDecodeError('key package of another user');
    this.#withdraw(userId, member);
    member.keyPackage = keyPackage;
    if (!this.#established) {
      const inFlight = this.#open.filter(({ kind }) => kind === 'add');
      if (inFlight.length > 0) this.#mailbox.binary(userId, VoiceOp.proposals, appendProposals(inFlight));
    }
    const proposal = this.#sender.proposeAdd(this.place, keyPackage);
    this.#propose({ ...proposal, kind: 'add', userId, leaf: undefined });
  }

  /** Op 28. Of several answers to the same proposals the first complete one wins. Throws {@link MlsDecodeError}. */
  receiveCommit(userId: string, payload: Uint8Array): void {
    const member = this.#members.get(userId);
    if (member === undefined) return;
    const message = readCommitMessage(payload);
    if (!this.#wins(userId, member, message)) {
      this.#ignoredCommits++;
      return;
    }
    const first = !this.#established;
    if (first) member.leaf = message.senderLeaf;
    const added = seatNewcomers(message, this.#open, this.#members);
    this.#established = true;
    this.#epoch = message.epoch + 1n;
    this.#open = [];
    const concerned = this.userIds;
    const immediate = first && !this.#upgrading;
    this.#upgrading = false;
    const transitionId = immediate ? IMMEDIATE_TRANSITION : this.#transitions.begin(concerned);
    const announce = new MlsWriter().u16(transitionId).raw(message.commit).bytes();
    const welcome = new MlsWriter().u16(transitionId).raw(message.welcome).bytes();
    for (const other of concerned) {
      if (added.has(other)) this.#mailbox.binary(other, VoiceOp.welcome, welcome);
      else this.#mailbox.binary(other, VoiceOp.announceCommit, announce);
    }
  }

  /** Op 23. */
  receiveReady(userId: string, transitionId: number): void {
    this.#transitions.ready(userId, transitionId);
  }

  /** Op 31: that member lost the thread. It leaves the group; its new key package brings it back. */
  receiveInvalid(userId: string): void {
    const member = this.#members.get(userId);
    if (member !== undefined) this.#withdraw(userId, member);
  }

  /** That member is gone. The one who stays alone starts a new group. */
  disconnect(userId: string): void {
    const member = this.#members.get(userId);
    if (member === undefined) return;
    this.#members.delete(userId);
    this.#transitions.forget(userId);
    if (this.#protocolVersion === NOT_ENCRYPTED) return;
    if (this.#members.size > 1) this.#withdraw(userId, member);
    else if (this.#established) this.restart();
    else this.#withdraw(userId, member);
  }

  /** Drops the group and has every member start afresh with a new key package. */
  restart(): void {
    this.#dissolve();
    for (const userId of this.#members.keys()) {
      this.#mailbox.json(userId, VoiceOp.prepareEpoch, {
        protocol_version: DAVE_PROTOCOL_VERSION,
        epoch: NEW_GROUP_EPOCH,
      });
      this.#mailbox.json(userId, VoiceOp.prepareTransition, {
        protocol_version: DAVE_PROTOCOL_VERSION,
        transition_id: IMMEDIATE_TRANSITION,
      });
    }
  }

  /** The call goes on readable, as when somebody joins who cannot encrypt: op 21 with version 0, then op 22. */
  downgrade(): void {
    this.#protocolVersion = NOT_ENCRYPTED;
    this.#dissolve();
    const userIds = [...this.#members.keys()];
    const transitionId = this.#transitions.begin(userIds);
    for (const userId of userIds) {
      this.#mailbox.json(userId, VoiceOp.prepareTransition, {
        protocol_version: NOT_ENCRYPTED,
        transition_id: transitionId,
      });
    }
  }

  /** Everybody can encrypt again: op 24 asks for a new group, and its first commit is a transition. */
  upgrade(): void {
    this.#protocolVersion = DAVE_PROTOCOL_VERSION;
    this.#dissolve();
    this.#upgrading = true;
    for (const [userId, member] of this.#members) {
      this.#mailbox.json(userId, VoiceOp.prepareEpoch, {
        protocol_version: DAVE_PROTOCOL_VERSION,
        epoch: NEW_GROUP_EPOCH,
      });
      if (!member.hasSender) this.#mailbox.binary(userId, VoiceOp.externalSender, this.#sender.package());
      member.hasSender = true;
    }
  }

  /** Ends all timers. */
  close(): void {
    this.#transitions.clear();
  }

  #dissolve(): void {
    this.#transitions.clear();
    this.#open = [];
    this.#established = false;
    this.#epoch = 0n;
    for (const member of this.#members.values()) {
      member.keyPackage = undefined;
      member.leaf = undefined;
    }
  }

  /** Takes back a member's open Add, and proposes its removal when it stands in the tree. */
  #withdraw(userId: string, member: GroupMember): void {
    const adds = this.#open.filter((proposal) => proposal.kind === 'add' && proposal.userId === userId);
    if (adds.length > 0) {
      this.#open = this.#open.filter((proposal) => !adds.includes(proposal));
      for (const other of this.#proposalReaders(userId)) {
        this.#mailbox.binary(other, VoiceOp.proposals, revokeProposals(adds));
      }
    }
    member.keyPackage = undefined;
    const { leaf } = member;
    if (leaf === undefined) return;
    member.leaf = undefined;
    // Nobody is left who could carry out a removal: only a new group helps.
    if (this.userIds.length === 0) {
      this.restart();
      return;
    }
    this.#propose({ ...this.#sender.proposeRemove(this.place, leaf), kind: 'remove', userId, leaf });
  }

  #propose(proposal: OpenProposal): void {
    this.#open.push(proposal);
    for (const other of this.#proposalReaders(proposal.userId)) {
      this.#mailbox.binary(other, VoiceOp.proposals, appendProposals([proposal]));
    }
  }

  /** Who may answer a proposal about that user: the group, or everybody with a group of their own while none stands. */
  #proposalReaders(aboutUserId: string): string[] {
    return [...this.#members]
      .filter(([userId, { leaf, keyPackage }]) => {
        if (userId === aboutUserId) return false;
        return this.#established ? leaf !== undefined : keyPackage !== undefined;
      })
      .map(([userId]) => userId);
  }

  #wins(userId: string, member: GroupMember, message: CommitMessage): boolean {
    if (message.channelId !== this.#channelId || message.epoch !== this.#epoch) return false;
    if (this.#established ? member.leaf !== message.senderLeaf : member.keyPackage === undefined)
      return false;
    return coversAll(message, this.#open, userId);
  }
}
