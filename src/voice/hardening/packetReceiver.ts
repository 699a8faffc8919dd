import type { VoiceConnection, VoiceUserData } from '@discordjs/voice';
import { isSilencePacket } from '../../audio/format.ts';
import type { Clock } from '../../clock.ts';
import type { AllowedSpeakers } from '../allowedSpeakers.ts';
import type { HearingWatch } from '../hearingWatch.ts';
import { MAX_PACKET_BYTES } from '../opusPacket.ts';
import type { VoicePacket } from '../voiceEvents.ts';
import { awaitsGroup, daveOf } from './connectionDave.ts';
import { EarlyAudio } from './earlyAudio.ts';
import {
  isRtcp,
  isTransportMode,
  MIN_RTP_BYTES,
  openDatagram,
  parseRtpHeader,
  payloadOf,
  type RtpHeader,
} from './rtpDatagram.ts';
import type { FaultName } from './voiceFault.ts';

/** Voice gateway op 5: somebody starts or stops speaking. */
const OP_SPEAKING = 5;

/** A keep-alive and its echo: no fault, and no voice. */
const KEEP_ALIVE_BYTES = 8;

/** Sound that arrives this many packets late was overtaken by the silence after it; older numbers are a new beginning. */
const MAX_OVERTAKEN_PACKETS = 50;

/** What the receiver tells the link, in the same turn of the event loop in which the datagram came. */
export interface PacketSink {
  packet(packet: VoicePacket): void;
  transmissionEnded(userId: string): void;
  speakerGone(userId: string): void;
  keepAliveEcho(): void;
  count(fault: FaultName): void;
}

/** A datagram as it came, with nothing taken off. */
interface SealedPacket {
  datagram: Buffer;
  header: RtpHeader;
}

/** A packet with the transport encryption taken off, not yet the end-to-end encryption. */
interface OpenedPacket {
  ssrc: number;
  sequence: number;
  timestamp: number;
  payload: Buffer;
}

/** What is known of somebody's transmission. */
interface Transmission {
  sounding: boolean;
  /** The silence that ended the transmission: sound from before it may still arrive. */
  ended: { ssrc: number; sequence: number } | undefined;
}

/**
 * Takes the place of a connection's `VoiceReceiver.onUdpMessage`: no bad datagram throws or destroys a stream, sound that
 * comes before its speaker's name is held, and each packet carries its RTP sequence number and timestamp. Only what is sent by
 * somebody who is known and may be heard is decrypted at all.
 * Packets go straight to the sink; there is no stream in between that could buffer or break.
 */
export class PacketReceiver {
  readonly #connection: VoiceConnection;
  readonly #botUserId: string;
  readonly #allowed: AllowedSpeakers;
  readonly #sink: PacketSink;
  readonly #hearing: HearingWatch;
  readonly #early: EarlyAudio<SealedPacket>;
  /** Every source that the library's map names: the map itself is never cleared by the library. */
  readonly #ssrcs = new Set<number>();
  readonly #transmissions = new Map<string, Transmission>();

  constructor(options: {
    connection: VoiceConnection;
    botUserId: string;
    allowed: AllowedSpeakers;
    clock: Clock;
    hearing: HearingWatch;
    sink: PacketSink;
  }) {
    this.#connection = options.connection;
    this.#hearing = options.hearing;
    this.#botUserId = options.botUserId;
    this.#allowed = options.allowed;
    this.#sink = options.sink;
    this.#early = new EarlyAudio(options.clock);
    const { receiver } = options.connection;
    receiver.onUdpMessage = (datagram) => this.#onDatagram(datagram);
    const onWsPacket = receiver.onWsPacket.bind(receiver);
    receiver.onWsPacket = (packet) => {
      onWsPacket(packet);
      if (packet.op === OP_SPEAKING && packet.d.speaking) this.#hearing.announced(packet.d.user_id);
    };
    receiver.ssrcMap.on('create', this.#onNamed);
    receiver.ssrcMap.on('delete', this.#onDeleted);
  }

  /** The voice server has changed: its SSRCs name other people, or nobody. Everyone known is gone. */
  forgetEveryone(): void {
    this.#early.clear();
    for (const userId of [...this.#transmissions.keys()]) this.#forget(userId);
    for (const ssrc of [...this.#ssrcs]) this.#connection.receiver.ssrcMap.delete(ssrc);
  }

  /** Leaves the connection's events; nothing reaches the sink any more. */
  close(): void {
    const { receiver } = this.#connection;
    receiver.ssrcMap.off('create', this.#onNamed);
    receiver.ssrcMap.off('delete', this.#onDeleted);
    receiver.onUdpMessage = () => undefined;
    this.#early.clear();
    this.#transmissions.clear();
  }

  readonly #onNamed = ({ audioSSRC, userId }: VoiceUserData): void => {
    this.#ssrcs.add(audioSSRC);
    for (const sealed of this.#early.take(audioSSRC)) this.#receive(sealed, userId);
  };

  readonly #onDeleted = ({ audioSSRC, userId }: VoiceUserData): void => {
    this.#ssrcs.delete(audioSSRC);
    this.#forget(userId);
  };

  #forget(userId: string): void {
    this.#hearing.settled(userId);
    if (this.#transmissions.delete(userId)) this.#sink.speakerGone(userId);
  }

  #onDatagram(datagram: Buffer): void {
    if (datagram.length === KEEP_ALIVE_BYTES) {
      this.#sink.keepAliveEcho();
      return;
    }
    const sealed = this.#inspect(datagram);
    if (sealed === undefined) return;
    if (typeof sealed === 'string') {
      this.#sink.count(sealed);
      return;
    }
    const { ssrc } = sealed.header;
    const speaker = this.#connection.receiver.ssrcMap.get(ssrc);
    if (speaker !== undefined) {
      this.#receive(sealed, speaker.userId);
      return;
    }
    this.#sink.count('earlyAudioHeld');
    if (this.#early.hold(ssrc, sealed) > 0) this.#sink.count('earlyAudioDropped');
  }

  /** @returns the datagram, the name of what is wrong with it, or `undefined` when it is none of our business. */
  #inspect(datagram: Buffer): SealedPacket | FaultName | undefined {
    if (isRtcp(datagram)) return undefined;
    if (datagram.length < MIN_RTP_BYTES) return 'shortDatagram';
    const header = parseRtpHeader(datagram);
    if (header === undefined) return 'foreignDatagram';
    if (header.ssrc === this.#connection.receiver.connectionData.ssrc) return undefined;
    return { datagram, header };
  }

  /** Whoever may not be heard is dropped here, before anything is decrypted. */
  #receive(sealed: SealedPacket, userId: string): void {
    if (userId === this.#botUserId) return;
    this.#hearing.arrived();
    if (!this.#allowed.has(userId)) {
      this.#hearing.settled(userId);
      this.#transmissions.delete(userId);
      this.#sink.count('notAllowed');
      return;
    }
    const opened = this.#open(sealed);
    if (typeof opened === 'string') this.#sink.count(opened);
    else if (opened !== undefined) this.#deliver(opened, userId);
  }

  #open({ datagram, header }: SealedPacket): OpenedPacket | FaultName | undefined {
    const { encryptionMode, secretKey } = this.#connection.receiver.connectionData;
    if (secretKey === undefined || !isTransportMode(encryptionMode)) return undefined;
    const opened = openDatagram(datagram, header.headerBytes, encryptionMode, secretKey);
    if (opened === undefined) return 'badAuthTag';
    const payload = payloadOf(datagram, header, opened);
    if (payload === undefined) return 'malformedRtp';
    if (payload.length === 0) return 'paddingOnly';
    return { ssrc: header.ssrc, sequence: header.sequence, timestamp: header.timestamp, payload };
  }

  #deliver({ ssrc, sequence, timestamp, payload }: OpenedPacket, userId: string): void {
    const dave = daveOf(this.#connection);
    const opus = dave === undefined ? payload : dave.decrypt(payload, userId);
    if (opus === null || opus.length === 0 || opus.length > MAX_PACKET_BYTES) {
      this.#sink.count(opus === null ? 'undecryptable' : 'notOpus');
      // While a group is being made nobody can be understood, and that is looked after elsewhere.
      if (opus === null && !awaitsGroup(this.#connection)) this.#hearing.failed(userId);
      return;
    }

    let transmission = this.#transmissions.get(userId);
    if (transmission === undefined) {
      transmission = { sounding: false, ended: undefined };
      this.#transmissions.set(userId, transmission);
    }
    if (isSilencePacket(opus)) {
      if (!transmission.sounding) return;
      transmission.sounding = false;
      transmission.ended = { ssrc, sequence };
      this.#sink.transmissionEnded(userId);
      return;
    }
    this.#hearing.settled(userId);
    // Sound that was overtaken by the silence after it is still heard, but begins nothing new.
    const { ended } = transmission;
    const overtaken = ended?.ssrc === ssrc && ((ended.sequence - sequence) & 0xffff) < MAX_OVERTAKEN_PACKETS;
    if (!overtaken) {
      transmission.sounding = true;
      transmission.ended = undefined;
    }
    this.#sink.packet({ userId, opus, ssrc, sequence, timestamp });
  }
}
