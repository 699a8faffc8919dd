import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type { SecureContext, SecureContextOptions } from 'node:tls';
import {
  AudioPlayerStatus,
  createAudioPlayer,
  createAudioResource,
  EndBehaviorType,
  entersState,
  joinVoiceChannel,
  StreamType,
  type VoiceConnection,
  VoiceConnectionStatus,
} from '@discordjs/voice';
import type { GatewayVoiceServerUpdateDispatchData, GatewayVoiceState } from 'discord-api-types/v10';
import { VoiceDecoder } from '../../../../src/offline/discord/voice/opusVoice.ts';
import type { VoiceServer } from '../../../../src/offline/discord/voice/voiceServer.ts';

const READY_LIMIT_MS = 15_000;

/** Trusts that authority in every TLS connection this process opens from now on; answers how to stop that. */
export function trustInThisProcess(caPem: string): () => void {
  const tls: { createSecureContext: (options?: SecureContextOptions) => SecureContext } = createRequire(
    import.meta.url,
  )('node:tls');
  const original = tls.createSecureContext;
  tls.createSecureContext = (options) => {
    const secure = original(options);
    secure.context.addCACert(caPem);
    return secure;
  };
  return () => {
    tls.createSecureContext = original;
  };
}

/** A bot's voice made of unmodified @discordjs/voice, fed with the two gateway events by hand. */
export class StockVoiceBot {
  readonly userId: string;
  readonly connection: VoiceConnection;
  readonly debug: string[] = [];
  readonly #heard = new Map<string, Int16Array[]>();
  readonly #player = createAudioPlayer();

  private constructor(userId: string, connection: VoiceConnection) {
    this.userId = userId;
    this.connection = connection;
    connection.on('debug', (line) => this.debug.push(line));
    connection.on('error', (error) => this.debug.push(`error ${error.message}`));
    connection.subscribe(this.#player);
  }

  /** Joins and waits until the connection is ready. */
  static async join(
    server: VoiceServer,
    place: { guildId: string; channelId: string; userId: string },
  ): Promise<StockVoiceBot> {
    const { guildId, channelId, userId } = place;
    const sessionId = `session-${userId}`;
    const connection = joinVoiceChannel({
      guildId,
      channelId,
      selfDeaf: false,
      selfMute: false,
      group: userId,
      debug: true,
      adapterCreator: ({ onVoiceStateUpdate, onVoiceServerUpdate }) => ({
        sendPayload: (payload: { d: { channel_id: string | null } }) => {
          if (payload.d.channel_id === null) return true;
          const token = server.admit({ guildId, channelId, userId, sessionId });
          queueMicrotask(() => {
            onVoiceStateUpdate(voiceState(guildId, channelId, userId, sessionId));
            const update: GatewayVoiceServerUpdateDispatchData = {
              guild_id: guildId,
              endpoint: server.endpoint,
              token,
            };
            onVoiceServerUpdate(update);
          });
          return true;
        },
        destroy: () => {},
      }),
    });
    const bot = new StockVoiceBot(userId, connection);
    await entersState(connection, VoiceConnectionStatus.Ready, READY_LIMIT_MS);
    return bot;
  }

  /** Keeps what that user says, decoded. */
  listenTo(userId: string): void {
    const decoder = new VoiceDecoder();
    const frames: Int16Array[] = [];
    this.#heard.set(userId, frames);
    const stream = this.connection.receiver.subscribe(userId, { end: { behavior: EndBehaviorType.Manual } });
    stream.on('data', (packet: Buffer) => {
      const frame = decoder.decode(packet);
      if (frame !== undefined) frames.push(frame);
    });
    stream.on('error', (error) => this.debug.push(`stream error ${error.message}`));
  }

  /** Frames decoded from that user so far. */
  framesFrom(userId: string): number {
    return this.#heard.get(userId)?.length ?? 0;
  }

  pcmFrom(userId: string): Int16Array {
    return Int16Array.from((this.#heard.get(userId) ?? []).flatMap((frame) => [...frame]));
  }

  /** Plays Opus packets, and waits until the player is through with them. */
  async play(packets: readonly Buffer[]): Promise<void> {
    const stream = Readable.from(packets, { objectMode: true, highWaterMark: 1 });
    this.#player.play(createAudioResource(stream, { inputType: StreamType.Opus }));
    if (this.#player.state.status !== AudioPlayerStatus.Playing) {
      await once(this.#player, AudioPlayerStatus.Playing);
    }
    await once(this.#player, AudioPlayerStatus.Idle);
  }

  leave(): void {
    this.#player.stop(true);
    if (this.connection.state.status !== VoiceConnectionStatus.Destroyed) this.connection.destroy();
  }
}

function voiceState(
  guildId: string,
  channelId: string,
  userId: string,
  sessionId: string,
): GatewayVoiceState {
  return {
    guild_id: guildId,
    channel_id: channelId,
    user_id: userId,
    session_id: sessionId,
    deaf: false,
    mute: false,
    self_deaf: false,
    self_mute: false,
    self_video: false,
    suppress: false,
    request_to_speak_timestamp: null,
  };
}
