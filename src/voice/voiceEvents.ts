import type { Frame } from '../audio/format.ts';
import type { ParleyError } from '../errors.ts';

/** One Opus packet of one speaker, decrypted, with the RTP header fields that order it. */
export interface VoicePacket {
  userId: string;
  /** Opus, 1..1275 bytes. */
  opus: Uint8Array;
  ssrc: number;
  /** RTP sequence number, 16 bits, wraps. */
  sequence: number;
  /** RTP timestamp, 48 kHz ticks, 32 bits, wraps. */
  timestamp: number;
}

/** Why the voice link ended for good. */
export type VoiceEndReason = 'left' | 'kicked' | 'channelDeleted' | 'refused' | 'lost';

/** Counted drops and repairs of the hardened receiver, by name. */
export type VoiceCounters = Record<string, number>;

/**
 * What became of Discord's gateway. `lost`: it is being connected again, and nothing is heard meanwhile. `resumed`: what was
 * missed has been told. `renewed`: a new session, with which Discord has taken the bot out of voice.
 */
export type GatewayChange = 'lost' | 'resumed' | 'renewed';

/** What Discord's voice edge tells its owner. */
export type VoiceEvent =
  | { type: 'packet'; packet: VoicePacket }
  /** The first of Discord's silence frames after sound: the speaker's client says that the transmission is over. */
  | { type: 'transmissionEnded'; userId: string }
  /** The person's stream is gone (left, or the connection was made afresh): release what belongs to them. */
  | { type: 'speakerGone'; userId: string }
  | { type: 'ready'; channelId: string }
  /** Not ready at present; the edge repairs itself. */
  | { type: 'interrupted' }
  /** Discord moved the bot to another channel and the link followed. */
  | { type: 'moved'; channelId: string }
  /** Something is wrong and being mended, or cannot be; the link stands. */
  | { type: 'trouble'; error: ParleyError }
  | { type: 'ended'; reason: VoiceEndReason; error: ParleyError | undefined }
  | { type: 'roundTrip'; wsMs: number | undefined; udpMs: number | undefined };

/** One frame on its way out. `tag` is the owner's, handed back when the frame has left. */
export interface OutgoingFrame<Tag> {
  samples: Frame;
  tag: Tag;
}

/** The sound of one answer, pulled frame by frame, each at the beat with which it leaves. Implemented by the playout buffer's owner. */
export interface FrameSource<Tag> {
  /** The next 20 ms, a silent frame on underrun, or `null` when the answer is over (or was cut). */
  pull(): OutgoingFrame<Tag> | null;
  /** Will `pull` answer `null`, as far as is known now? */
  readonly isOver: boolean;
  /** This pulled frame really left for Discord (its packet was dispatched to the UDP socket). */
  left(tag: Tag): void;
  /** The player is done with this source: everything pulled has left or never will. Called exactly once. */
  finished(): void;
}

/** The sound cues that Parley plays beside the model's voice. */
export type CueName = 'joined' | 'thinking' | 'left';

/** The gateway half as the voice link sees it: plain payloads only. */
export interface VoiceGateway {
  /** Sends op 4. False when the gateway is not there. */
  send(payload: unknown): boolean;
}

/** Discord's voice edge as its owner sees it. Implemented by `VoiceLink`, and by scripted doubles in tests. */
export interface VoicePort {
  /**
   * Joins the channel; resolves when sound can flow both ways.
   * @throws ParleyError `voice_join_failed` after the join deadline and its retries.
   */
  join(): Promise<void>;
  /** Discord's VOICE_STATE_UPDATE / VOICE_SERVER_UPDATE of this guild, as received by the gateway half (untrusted shape). */
  onVoiceStateUpdate(data: unknown): void;
  onVoiceServerUpdate(data: unknown): void;
  /** What becomes of Discord's gateway; see {@link GatewayChange}. */
  onGateway(change: GatewayChange): void;
  /**
   * From now on these people may be heard, and nobody else; before the first call nobody is. What others send is dropped as it
   * came, encrypted, and no event tells of it.
   */
  allow(userIds: readonly string[]): void;
  /** Moves to another channel of the guild. */
  move(channelId: string): void;
  /**
   * Plays one answer: an AudioPlayer resource of its own. A source that still plays is cut first.
   * The first frame must not be preceded by anything stale.
   */
  play<Tag>(source: FrameSource<Tag>): void;
  /** Ends the source that plays at once: nothing pulled but not yet dispatched is sent where that can be helped. */
  cut(): void;
  /** Plays a cue when nothing else plays; resolves when it is over or was skipped. */
  playCue(name: CueName): Promise<void>;
  readonly counters: Readonly<VoiceCounters>;
  /** Leaves the channel and releases everything. No event follows. */
  destroy(): void;
}
