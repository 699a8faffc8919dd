import type { Clock } from '../../../clock.ts';
import { DaveGroup } from './daveGroup.ts';
import type { ExternalSender } from './externalSender.ts';
import { OPUS_PAYLOAD_TYPE, payloadOf, readRtpHeader } from './rtpPacket.ts';
import { VoiceOp } from './voiceOpcodes.ts';
import type { VoiceSession } from './voiceSession.ts';

/** One voice channel: who is in it, who hears whom, and the channel's DAVE group. */
export class VoiceRoom {
  readonly dave: DaveGroup;
  readonly #sessions = new Map<string, VoiceSession>();

  constructor(options: { channelId: string; sender: ExternalSender; clock: Clock }) {
    this.dave = new DaveGroup({
      ...options,
      mailbox: {
        binary: (userId, op, payload) => this.#sessions.get(userId)?.binary(op, payload),
        json: (userId, op, data) => this.#sessions.get(userId)?.json(op, data),
      },
    });
  }

  get empty(): boolean {
    return this.#sessions.size === 0;
  }

  get userIds(): string[] {
    return [...this.#sessions.keys()];
  }

  /** A session whose way of sound stands comes in: everybody learns of everybody, before the group does. */
  enter(session: VoiceSession): void {
    const others = [...this.#sessions.values()];
    this.#sessions.set(session.userId, session);
    if (others.length > 0) {
      session.json(VoiceOp.clientsConnect, { user_ids: others.map(({ userId }) => userId) });
    }
    for (const other of others) {
      other.json(VoiceOp.clientsConnect, { user_ids: [session.userId] });
      // Who talks already would otherwise stay without a name until the next pause.
      if (other.speaking !== 0) session.json(VoiceOp.speaking, speakingOf(other));
    }
    this.dave.connect(session.userId);
  }

  leave(session: VoiceSession): void {
    if (this.#sessions.get(session.userId) !== session) return;
    this.#sessions.delete(session.userId);
    for (const other of this.#sessions.values()) {
      other.json(VoiceOp.clientDisconnect, { user_id: session.userId });
    }
    this.dave.disconnect(session.userId);
  }

  /** Tells the others that this member starts or stops speaking. */
  announceSpeaking(session: VoiceSession): void {
    for (const other of this.#othersThan(session)) other.json(VoiceOp.speaking, speakingOf(session));
  }

  /** One datagram of a member: opened with its key, sealed anew for each of the others. False: not genuine. */
  relay(session: VoiceSession, datagram: Buffer): boolean {
    const header = readRtpHeader(datagram);
    if (header === undefined || header.payloadType !== OPUS_PAYLOAD_TYPE) return false;
    const opened = session.media?.incoming.open(datagram, header.clearBytes);
    if (opened === undefined) return false;
    const payload = payloadOf(header, opened);
    if (payload === undefined) return false;
    const { ssrc, sequence, timestamp } = header;
    for (const other of this.#othersThan(session)) {
      other.media?.outgoing.forward({ fromUserId: session.userId, ssrc, sequence, timestamp, payload });
    }
    return true;
  }

  close(): void {
    this.dave.close();
  }

  #othersThan(session: VoiceSession): VoiceSession[] {
    return [...this.#sessions.values()].filter((other) => other !== session);
  }
}

function speakingOf(session: VoiceSession): object {
  return { user_id: session.userId, ssrc: session.ssrc, speaking: session.speaking };
}
