import type { ActiveConversationOptions } from './activeConversationOptions.ts';
import { leavePayload, parseVoiceStatePayload } from './gatewayPayload.ts';
import type { GuildVoiceLink } from './guildGateway.ts';

/** The voice payloads of one conversation, to and from its guild's gateway. */
export class VoicePayloads {
  readonly #options: ActiveConversationOptions;
  readonly #guildId: string;
  readonly #link: GuildVoiceLink;

  /** Listens to the gateway until {@link detach}. */
  constructor(options: ActiveConversationOptions) {
    const { conversationId, gateway, send, settings } = options;
    this.#options = options;
    this.#guildId = settings.guildId;
    this.#link = gateway.attachVoice(this.#guildId, {
      onVoiceStateUpdate: (data) => send({ type: 'voiceStateUpdate', conversationId, data }),
      onVoiceServerUpdate: (data) => send({ type: 'voiceServerUpdate', conversationId, data }),
    });
  }

  /** Sends what the voice half wants sent, if that is a voice state of this guild. */
  send(payload: unknown): void {
    const parsed = parseVoiceStatePayload(payload, this.#guildId);
    if (parsed !== undefined) this.#link.send(parsed);
    else {
      const { conversationId, log } = this.#options;
      log.warn({ conversationId }, 'dropped what is no voice state');
    }
  }

  /** Takes the bot out of the guild's voice. */
  leave(): void {
    this.#link.send(leavePayload(this.#guildId));
  }

  /** Stops listening. */
  detach(): void {
    this.#link.detach();
  }
}
