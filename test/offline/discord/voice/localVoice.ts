import { VoiceClient, type VoiceClientOptions } from '../../../../src/offline/discord/voice/voiceClient.ts';
import { VoiceServer, type VoiceServerOptions } from '../../../../src/offline/discord/voice/voiceServer.ts';
import { StockVoiceBot, trustInThisProcess } from './stockVoiceBot.ts';

export const GUILD_ID = '3000000000000000001';
export const CHANNEL_ID = '2000000000000000001';
export const [ANNA, BERT, CORA, BOT] = ['1001', '1002', '1003', '1099'] as const;

/** Frames that unmodified @discordjs/voice may lose when audio overtakes Speaking, or a new epoch, on a busy machine. */
export const STOCK_LOSS = 3;

/** A voice server with people and stock bots in it; {@link close} takes all of it down. */
export class LocalVoice {
  readonly server: VoiceServer;
  readonly #clients: VoiceClient[] = [];
  readonly #bots: StockVoiceBot[] = [];
  #distrust: (() => void) | undefined;

  private constructor(server: VoiceServer) {
    this.server = server;
  }

  static async open(options: VoiceServerOptions = {}): Promise<LocalVoice> {
    return new LocalVoice(await VoiceServer.start(options));
  }

  async person(userId: string, options: Partial<VoiceClientOptions> = {}): Promise<VoiceClient> {
    const ticket = {
      guildId: options.guildId ?? GUILD_ID,
      channelId: options.channelId ?? CHANNEL_ID,
      userId,
      sessionId: `session-${userId}`,
    };
    const token = this.server.admit(ticket);
    const { endpoint, caPem } = this.server;
    const client = await VoiceClient.connect({ endpoint, caPem, token, ...ticket, ...options });
    this.#clients.push(client);
    return client;
  }

  /** Joins with unmodified @discordjs/voice; only for its sake is the authority trusted in the whole process. */
  async bot(userId: string = BOT): Promise<StockVoiceBot> {
    this.#distrust ??= trustInThisProcess(this.server.caPem);
    const bot = await StockVoiceBot.join(this.server, { guildId: GUILD_ID, channelId: CHANNEL_ID, userId });
    this.#bots.push(bot);
    return bot;
  }

  async close(): Promise<void> {
    for (const bot of this.#bots) bot.leave();
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.server.stop();
    this.#distrust?.();
  }
}
