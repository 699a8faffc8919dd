import { randomBytes } from 'node:crypto';
import { DAVESession } from '@snazzah/davey';
import { appendProposals } from './externalSender.ts';
import { readKeyPackage } from './keyPackage.ts';
import type { MemberPlan, MemberPlans, MemberRef } from './memberPlan.ts';
import type { LinkQuality, MediaPacket, ReceiverLink } from './receiverLink.ts';
import { USUAL_LINK } from './receiverLink.ts';
import type { UdpRelay } from './udpRelay.ts';
import type { VoiceMembers } from './voiceMembers.ts';
import { DAVE_PROTOCOL_VERSION, VoiceOp } from './voiceOpcodes.ts';
import type { VoiceSession } from './voiceSession.ts';

/**
 * Nonsense on the DAVE side of the voice socket:
 * - `proposalsGarbage`: op 27 that is no MLS at all; `commitGarbage`, `welcomeGarbage`: the same as op 29 and op 30;
 * - `proposalsOfStranger`: a well-formed Add for a user whom nobody announced;
 * - `proposalsOfOtherEpoch`: a well-formed Add at an epoch that is long gone;
 * - `externalSenderInGroup`: op 25 again, while a group stands;
 * - `shortFrame`: a binary frame of two bytes; `emptyProposals`, `emptyCommit`, `emptyWelcome`: frames without a payload.
 */
export const DAVE_NONSENSE = [
  'proposalsGarbage',
  'commitGarbage',
  'welcomeGarbage',
  'proposalsOfStranger',
  'proposalsOfOtherEpoch',
  'externalSenderInGroup',
  'shortFrame',
  'emptyProposals',
  'emptyCommit',
  'emptyWelcome',
] as const;
export type DaveNonsense = (typeof DAVE_NONSENSE)[number];

const DAVE_OPS: readonly number[] = [
  VoiceOp.prepareTransition,
  VoiceOp.executeTransition,
  VoiceOp.prepareEpoch,
  VoiceOp.externalSender,
  VoiceOp.proposals,
  VoiceOp.announceCommit,
  VoiceOp.welcome,
];
/** Real servers probe the line with so many at once. */
const PROBE_PACKETS = 50;
const PROBE_PADDING_BYTES = 255;
const SAMPLES_PER_PACKET = 960;
const GARBAGE_BYTES = 60;
const FAKE_FRAME_BYTES = 80;
/** What a DAVE frame ends with: truncated tag, nonce, size of all this, marker. */
const DAVE_TRAILER = Buffer.from('00000000000000000b0cfafa', 'hex');
const STRANGER_ID = '9999999999999999';
const GONE_EPOCH = 4_000_000n;

/** Makes things go wrong for one member. What needs a standing session throws when there is none. */
export class VoiceFaults {
  readonly #members: VoiceMembers;
  readonly #plans: MemberPlans;
  readonly #relay: UdpRelay;

  constructor(parts: { members: VoiceMembers; plans: MemberPlans; relay: UdpRelay }) {
    this.#members = parts.members;
    this.#plans = parts.plans;
    this.#relay = parts.relay;
  }

  /** Changes the member's link, now and for its later sessions: loss, delay, order, padding. */
  impair(member: MemberRef, quality: Partial<LinkQuality>): void {
    const plan = this.#plan(member);
    plan.quality = { ...plan.quality, ...quality };
    const link = this.#members.session(member)?.media?.outgoing;
    if (link !== undefined) link.quality = plan.quality;
  }

  /** Gives the member the usual link back. */
  mend(member: MemberRef): void {
    this.impair(member, USUAL_LINK);
  }

  /** Sends those bytes as a datagram; a number means that many random bytes that start like an RTP packet. */
  sendDatagram(member: MemberRef, bytes: Uint8Array | number): void {
    const { media } = this.#session(member);
    if (media === undefined) throw new Error('the member has no way of sound yet');
    let datagram = bytes;
    if (typeof datagram === 'number') {
      const random = randomBytes(datagram);
      random.set([0x80, 0x78].slice(0, datagram));
      datagram = random;
    }
    this.#relay.send(datagram, media.remote);
  }

  /** A packet as though from that user, whose authentication tag is wrong. */
  sendBadAuthTag(member: MemberRef, fromUserId: string): void {
    const packet = this.#nextFrom(member, fromUserId);
    this.#link(member).inject(packet, { paddingBytes: 0, spoilTag: true });
  }

  /** Packets as though from that user that hold nothing but padding, all at once. */
  sendAllPadding(member: MemberRef, fromUserId: string, count = PROBE_PACKETS): void {
    const packet = { ...this.#nextFrom(member, fromUserId), payload: Buffer.alloc(0) };
    for (let sent = 0; sent < count; sent++) {
      this.#link(member).inject(packet, { paddingBytes: PROBE_PADDING_BYTES, spoilTag: false });
    }
  }

  /** Frames as though from that user that look like DAVE and that no key decrypts. 37 or more deafen a stock client. */
  sendUndecryptable(member: MemberRef, fromUserId: string, count: number): void {
    const packet = this.#nextFrom(member, fromUserId);
    for (let sent = 0; sent < count; sent++) {
      const payload = Buffer.concat([randomBytes(FAKE_FRAME_BYTES), DAVE_TRAILER]);
      const timestamp = (packet.timestamp + sent * SAMPLES_PER_PACKET) >>> 0;
      this.#link(member).inject({ ...packet, timestamp, payload }, { paddingBytes: 0, spoilTag: false });
    }
  }

  /** Sends nonsense over the voice socket; see {@link DaveNonsense}. */
  sendDaveNonsense(member: MemberRef, kind: DaveNonsense): void {
    const session = this.#session(member);
    const garbage = randomBytes(GARBAGE_BYTES);
    if (kind === 'proposalsGarbage') {
      session.binary(VoiceOp.proposals, Buffer.concat([Buffer.of(0), garbage]));
    } else if (kind === 'commitGarbage') session.binary(VoiceOp.announceCommit, garbage);
    else if (kind === 'welcomeGarbage') session.binary(VoiceOp.welcome, garbage);
    else if (kind === 'proposalsOfStranger') session.binary(VoiceOp.proposals, this.#strangersAdd(session));
    else if (kind === 'proposalsOfOtherEpoch') {
      session.binary(VoiceOp.proposals, this.#strangersAdd(session, GONE_EPOCH));
    } else if (kind === 'externalSenderInGroup') {
      session.binary(VoiceOp.externalSender, this.#members.sender.package());
    } else if (kind === 'shortFrame') session.raw(Buffer.of(0, 1));
    else if (kind === 'emptyProposals') session.binary(VoiceOp.proposals, Buffer.alloc(0));
    else if (kind === 'emptyCommit') session.binary(VoiceOp.announceCommit, Buffer.alloc(0));
    else session.binary(VoiceOp.welcome, Buffer.alloc(0));
  }

  /** The channel's call goes on without end-to-end encryption (version 0), until {@link upgrade}. */
  downgrade(guildId: string, channelId: string): void {
    this.#members.room(guildId, channelId)?.dave.downgrade();
  }

  /** The channel's call is encrypted end to end again. */
  upgrade(guildId: string, channelId: string): void {
    this.#members.room(guildId, channelId)?.dave.upgrade();
  }

  /**
   * Keeps the DAVE messages back from the member (also before it joins): audio of the others reaches it as ciphertext
   * that it has no key for. The function answered lets them go, in order.
   */
  holdDave(member: MemberRef): () => void {
    return this.#hold(member, DAVE_OPS);
  }

  /** Keeps Speaking (5) back from the member: audio comes from an ssrc without a name. Answers what lets it go. */
  holdSpeaking(member: MemberRef): () => void {
    return this.#hold(member, [VoiceOp.speaking]);
  }

  /** Keeps the IP discovery replies back from the member, that many times. */
  swallowDiscovery(member: MemberRef, times = Number.POSITIVE_INFINITY): void {
    this.#plan(member).discoveriesToSwallow = times;
  }

  /** Stops (or, with true, starts again) to answer the member's heartbeats. */
  answerHeartbeats(member: MemberRef, answer: boolean): void {
    this.#plan(member).answersHeartbeats = answer;
  }

  /** Closes the member's voice socket with that code. After a resumable one (below 4000, 4015) the session waits. */
  closeSocket(member: MemberRef, closeCode: number): void {
    this.#members.breakSocket(this.#session(member), closeCode);
  }

  /** Cuts the member's voice socket without a close frame: 1006 at the client. Its session waits. */
  cutSocket(member: MemberRef): void {
    this.#session(member).cut();
  }

  /** The member's present way of sound is dead in both directions, keep-alives too; a new session has a new one. */
  loseUdp(member: MemberRef): void {
    const { media } = this.#session(member);
    if (media === undefined) throw new Error('the member has no way of sound yet');
    this.#relay.lose(media.remote);
  }

  /** Gives the member's next session that ssrc, for instance one that named somebody else before. */
  giveSsrc(member: MemberRef, ssrc: number): void {
    this.#plan(member).nextSsrc = ssrc;
  }

  #hold(member: MemberRef, ops: readonly number[]): () => void {
    const plan = this.#plan(member);
    for (const op of ops) plan.heldOps.add(op);
    return () => {
      for (const op of ops) plan.heldOps.delete(op);
      this.#members.session(member)?.releaseHeld();
    };
  }

  #strangersAdd(session: VoiceSession, epoch?: bigint): Buffer {
    const { guildId, channelId } = session.ticket;
    const place = this.#members.room(guildId, channelId)?.dave.place ?? { channelId, epoch: 0n };
    const stranger = new DAVESession(DAVE_PROTOCOL_VERSION, STRANGER_ID, channelId);
    const keyPackage = readKeyPackage(stranger.getSerializedKeyPackage());
    return appendProposals([
      this.#members.sender.proposeAdd({ ...place, epoch: epoch ?? place.epoch }, keyPackage),
    ]);
  }

  /** What that user's next packet to the member would be. */
  #nextFrom(member: MemberRef, fromUserId: string): MediaPacket {
    const last = this.#link(member).lastFrom(fromUserId);
    if (last !== undefined) {
      const timestamp = (last.timestamp + SAMPLES_PER_PACKET) >>> 0;
      return { ...last, sequence: (last.sequence + 1) & 0xffff, timestamp };
    }
    const { ssrc } = this.#session({ guildId: member.guildId, userId: fromUserId });
    return { fromUserId, ssrc, sequence: 0, timestamp: 0, payload: Buffer.alloc(0) };
  }

  #link(member: MemberRef): ReceiverLink {
    const link = this.#session(member).media?.outgoing;
    if (link === undefined) throw new Error('the member has no way of sound yet');
    return link;
  }

  #session(member: MemberRef): VoiceSession {
    const session = this.#members.session(member);
    if (session === undefined) throw new Error(`user ${member.userId} has no voice session in this guild`);
    return session;
  }

  #plan(member: MemberRef): MemberPlan {
    return this.#plans.of(member);
  }
}
