import { VoiceServer } from '../../src/offline/discord/voice/voiceServer.ts';
import { PERFORMANCE_TO_MONOTONIC_MS } from '../processes/monotonicTime.ts';

/** One bot and its people in a channel of their own. */
export interface Room {
  guildId: string;
  channelId: string;
  botUserId: string;
  /** The first of the people. */
  personId: string;
  people: { userId: string; displayName: string }[];
}

/** A packet as it left the voice server. */
export interface SentPacket {
  /** On the machine's monotonic clock. */
  atMs: number;
  /** Is it Discord's silence frame? */
  silence: boolean;
}

const NAMES = ['Mia', 'Tom', 'Lea'];
const NORMAL_CLOSURE = 1000;

/** Discord's side of the bench: a voice server, and the two gateway payloads made by hand. */
export class VoiceDesk {
  readonly #server: VoiceServer;
  #rooms = 0;

  private constructor(server: VoiceServer) {
    this.#server = server;
  }

  static async open(): Promise<VoiceDesk> {
    return new VoiceDesk(await VoiceServer.start());
  }

  /** The authority that clients must trust, PEM. */
  get caPem(): string {
    return this.#server.caPem;
  }

  /** @param peopleCount at most as many as there are names */
  newRoom(peopleCount = 1): Room {
    const number = String(++this.#rooms).padStart(6, '0');
    return {
      guildId: `10${number}`,
      channelId: `20${number}`,
      botUserId: `30${number}`,
      personId: `400${number}`,
      people: NAMES.slice(0, peopleCount).map((displayName, index) => ({
        userId: `40${index}${number}`,
        displayName,
      })),
    };
  }

  /** What a person's client needs to come in. */
  personSeat({ guildId, channelId }: Room, userId: string) {
    const sessionId = `session-${userId}`;
    const token = this.#server.admit({ guildId, channelId, userId, sessionId });
    const { endpoint, caPem } = this.#server;
    return { endpoint, caPem, token, guildId, channelId, userId, sessionId };
  }

  /** What Discord answers the bot's op 4, in the order in which it must arrive. */
  botPayloads({ guildId, channelId, botUserId }: Room) {
    const sessionId = `session-${botUserId}`;
    const token = this.#server.admit({ guildId, channelId, userId: botUserId, sessionId });
    const state = {
      guild_id: guildId,
      channel_id: channelId,
      user_id: botUserId,
      session_id: sessionId,
      deaf: false,
      mute: false,
      self_deaf: false,
      self_mute: false,
      self_video: false,
      suppress: false,
      request_to_speak_timestamp: null,
    };
    return [
      { kind: 'state', data: state },
      { kind: 'server', data: { guild_id: guildId, endpoint: this.#server.endpoint, token } },
    ] as const;
  }

  /** What the server sent to the bot of what the person said, since then. */
  sentToBot({ guildId, botUserId, personId }: Room, sinceMs: number): SentPacket[] {
    return this.#sent({ guildId, userId: botUserId }, personId, sinceMs);
  }

  /** What the server sent to the person of what the bot said, since then. */
  sentToPerson({ guildId, botUserId, personId }: Room, sinceMs: number): SentPacket[] {
    return this.#sent({ guildId, userId: personId }, botUserId, sinceMs);
  }

  /** Ends the room's sessions. */
  clear({ guildId, botUserId, people }: Room): void {
    this.#server.dismiss(guildId, botUserId, NORMAL_CLOSURE);
    for (const { userId } of people) this.#server.dismiss(guildId, userId, NORMAL_CLOSURE);
  }

  close(): Promise<void> {
    return this.#server.stop();
  }

  #sent(member: { guildId: string; userId: string }, fromUserId: string, sinceMs: number): SentPacket[] {
    return this.#server
      .rtpSentTo(member)
      .filter((packet) => packet.fromUserId === fromUserId)
      .map(({ atMs, silence }) => ({ atMs: atMs + PERFORMANCE_TO_MONOTONIC_MS, silence }))
      .filter(({ atMs }) => atMs >= sinceMs);
  }
}
