import { type Clock, SystemClock } from '../../../clock.ts';
import { DaveClient } from './daveClient.ts';
import { GroupWatch } from './groupWatch.ts';
import { type HeardPacket, HearingLog } from './hearingLog.ts';
import type { SpokenUtterance, UtteranceOptions } from './microphone.ts';
import type { VoiceFormat } from './opusVoice.ts';
import { SpeechInlet } from './speechInlet.ts';
import { SpeechOutlet } from './speechOutlet.ts';
import { TransportCipher } from './transportCrypto.ts';
import { VoiceClientSocket } from './voiceClientSocket.ts';
import { VoiceClientUdp } from './voiceClientUdp.ts';
import {
  clientDisconnectData,
  clientsConnectData,
  prepareEpochData,
  prepareTransitionData,
  readyData,
  sessionDescriptionData,
  speakingData,
  transitionData,
} from './voiceMessages.ts';
import { DAVE_PROTOCOL_VERSION, VoiceOp } from './voiceOpcodes.ts';

/** What a person's client needs to come in: what VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE said. */
export interface VoiceClientOptions {
  endpoint: string;
  /** The authority to trust, PEM. */
  caPem: string;
  token: string;
  guildId: string;
  channelId: string;
  userId: string;
  sessionId: string;
  /** What the person's encoder is fed with. Default: 48 kHz stereo, as Discord's own clients. */
  format?: VoiceFormat;
  clock?: Clock;
}

/** What one client could not hear or say. */
export interface VoiceLosses {
  /** Datagrams that were no RTP packets with a right authentication tag. */
  notGenuine: number;
  undecryptable: number;
  /** Decrypted, but no 20 ms of Opus. */
  undecodable: number;
  /** Packets of speech that were not sent because no group stood to encrypt for. */
  unsent: number;
  recoveries: number;
}

/** A microphone that is left open sends about this much noise. */
const ROOM_NOISE_DBFS = -62;
const DEFAULT_TIMEOUT_MS = 15_000;

/** A simulated person's voice client: speaks Opus in real time, and keeps what it hears. */
export class VoiceClient {
  readonly userId: string;
  /** All that was heard, by speaker; emits `packet` for each. */
  readonly heard: HearingLog;
  /** Resolves with the close code when the voice socket has ended, whoever ended it. */
  readonly closed: Promise<number>;
  readonly #socket: VoiceClientSocket;
  readonly #udp: VoiceClientUdp;
  readonly #dave: DaveClient;
  readonly #outlet: SpeechOutlet;
  readonly #inlet: SpeechInlet;
  readonly #peers = new Set<string>();
  readonly #group: GroupWatch;
  #left = false;

  private constructor(
    options: VoiceClientOptions,
    parts: { socket: VoiceClientSocket; udp: VoiceClientUdp; ssrc: number; clock: Clock },
  ) {
    this.userId = options.userId;
    this.#socket = parts.socket;
    this.#udp = parts.udp;
    this.heard = new HearingLog(parts.clock);
    this.#group = new GroupWatch(parts.clock, () => this.encryptedWith);
    this.#dave = new DaveClient({
      userId: options.userId,
      channelId: options.channelId,
      uplink: parts.socket,
      knownUserIds: () => [...this.#peers],
    });
    this.#outlet = new SpeechOutlet({ ...parts, dave: this.#dave, format: options.format ?? 'stereo48k' });
    this.#inlet = new SpeechInlet(this.#dave, this.heard);
    this.closed = new Promise((resolve) => parts.socket.once('close', resolve));
    parts.socket.on('json', (op, data) => this.#receive(op, data));
    parts.socket.on('binary', (op, payload) => {
      this.#dave.receiveBinary(op, payload);
      this.#group.look();
    });
    parts.socket.once('close', () => void this.close());
  }

  /** Comes in. Resolves when the way of sound stands; the DAVE group forms when somebody else is there. */
  static async connect(options: VoiceClientOptions): Promise<VoiceClient> {
    const clock = options.clock ?? new SystemClock();
    const socket = await VoiceClientSocket.open(options.endpoint, options.caPem, clock);
    let udp: VoiceClientUdp | undefined;
    try {
      const ready = socket.next(VoiceOp.ready);
      socket.json(VoiceOp.identify, {
        server_id: options.guildId,
        user_id: options.userId,
        session_id: options.sessionId,
        token: options.token,
        max_dave_protocol_version: DAVE_PROTOCOL_VERSION,
      });
      const { ssrc, ip, port, modes } = readyData.parse(await ready);
      udp = await VoiceClientUdp.open({ address: ip, port }, clock);
      const line = udp;
      socket.once('close', () => void line.close());
      const own = await udp.discover(ssrc);
      const client = new VoiceClient(options, { socket, udp, ssrc, clock });
      const described = socket.next(VoiceOp.sessionDescription);
      socket.json(VoiceOp.selectProtocol, { protocol: 'udp', data: { ...own, mode: modes[0] } });
      await described;
      return client;
    } catch (error) {
      await socket.close();
      await udp?.close();
      throw error;
    }
  }

  /** Everybody else in the channel, as announced. */
  get peers(): string[] {
    return [...this.#peers];
  }

  /** Everybody in the DAVE group, this person included; empty while no group stands. */
  get encryptedWith(): string[] {
    return this.#dave.ready ? this.#dave.userIds : [];
  }

  /** What did not come through, and how often this client asked to be taken into the group again. */
  get losses(): VoiceLosses {
    return {
      notGenuine: this.#udp.refused,
      undecryptable: this.#dave.failures,
      undecodable: this.#inlet.undecodable,
      unsent: this.#outlet.unsent,
      recoveries: this.#dave.recoveries,
    };
  }

  /**
   * Says PCM16 24 kHz mono in real time: Speaking, then a packet every 20 ms, then the end mark and nothing more.
   * What is asked for while something is being said follows it without a gap. Resolves when the last speech packet left.
   */
  speak(pcm: Int16Array, options: UtteranceOptions = {}): Promise<SpokenUtterance> {
    return this.#outlet.speak(pcm, options);
  }

  /** The same with ready-made Opus packets of 20 ms; `encodeVoice` makes them. */
  speakPackets(packets: readonly Uint8Array[], options: UtteranceOptions = {}): Promise<SpokenUtterance> {
    return this.#outlet.speakPackets(packets, options);
  }

  /** Ends what is being said at once, and forgets what was to follow. */
  stopSpeaking(options: { endMark?: boolean } = {}): void {
    this.#outlet.stopSpeaking(options.endMark ?? true);
  }

  /** Leaves the microphone open: low noise whenever nothing is said, and no end mark. */
  openMic(options: { levelDbfs?: number } = {}): void {
    this.#outlet.openMic(options.levelDbfs ?? ROOM_NOISE_DBFS);
  }

  closeMic(options: { endMark?: boolean } = {}): void {
    this.#outlet.closeMic(options.endMark ?? true);
  }

  /** See {@link HearingLog.pcm}. */
  heardPcm(userId: string, fromMs?: number, toMs?: number): Int16Array {
    return this.heard.pcm(userId, fromMs, toMs);
  }

  /** See {@link HearingLog.untilHears}. */
  untilHears(
    userId: string,
    options?: { voiced?: boolean; sinceMs?: number; timeoutMs?: number },
  ): Promise<HeardPacket> {
    return this.heard.untilHears(userId, options);
  }

  /** See {@link HearingLog.untilQuiet}. */
  untilQuiet(userId: string, quietMs: number, options?: { timeoutMs?: number }): Promise<number | undefined> {
    return this.heard.untilQuiet(userId, quietMs, options);
  }

  /** Waits until the DAVE group holds all of those users. */
  untilEncryptedWith(userIds: readonly string[], timeoutMs = DEFAULT_TIMEOUT_MS): Promise<void> {
    return this.#group.until(userIds, timeoutMs);
  }

  /** Sends bytes to the server's UDP port as they are. */
  sendRaw(datagram: Uint8Array): void {
    this.#udp.sendRaw(datagram);
  }

  /** Leaves, and releases sockets, timers and keys. */
  async close(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    this.#outlet.close();
    this.heard.close();
    this.#group.close();
    await this.#socket.close();
    await this.#udp.close();
    this.#dave.close();
  }

  #receive(op: number, data: unknown): void {
    if (op === VoiceOp.sessionDescription) {
      const { mode, secret_key: key } = sessionDescriptionData.parse(data);
      this.#udp.begin(new TransportCipher(mode, Uint8Array.from(key)), (header, payload, atMs) =>
        this.#inlet.receive(header, payload, atMs),
      );
      this.#dave.offer();
    } else if (op === VoiceOp.clientsConnect) {
      for (const userId of clientsConnectData.parse(data).user_ids) this.#peers.add(userId);
    } else if (op === VoiceOp.clientDisconnect) {
      const userId = clientDisconnectData.parse(data).user_id;
      this.#peers.delete(userId);
      this.#inlet.forget(userId);
    } else if (op === VoiceOp.speaking) {
      const { user_id: userId, ssrc } = speakingData.parse(data);
      if (userId !== undefined) this.#inlet.name(ssrc, userId);
    } else if (op === VoiceOp.prepareTransition) {
      const { transition_id: transitionId, protocol_version: version } = prepareTransitionData.parse(data);
      this.#dave.prepareTransition(transitionId, version);
    } else if (op === VoiceOp.executeTransition) {
      this.#dave.executeTransition(transitionData.parse(data).transition_id);
      this.#group.look();
    } else if (op === VoiceOp.prepareEpoch) this.#dave.prepareEpoch(prepareEpochData.parse(data).epoch);
  }
}
