import type { LocalParts } from './localParts.ts';
import { type SeenMessage, seenMessage } from './seenMessage.ts';
import type { ChannelKind, ChannelState } from './worldState.ts';

/** A channel of a local guild, as tests hold it. */
export class LocalChannel {
  readonly id: string;
  readonly guildId: string;
  readonly kind: ChannelKind;
  readonly #state: ChannelState;
  readonly #parts: LocalParts;

  constructor(state: ChannelState, parts: LocalParts) {
    this.id = state.id;
    this.guildId = state.guildId;
    this.kind = state.kind;
    this.#state = state;
    this.#parts = parts;
  }

  get name(): string {
    return this.#state.name;
  }

  /** What a voice channel says about itself, if a bot has set it. */
  get status(): string | null {
    return this.#state.status;
  }

  /** The people and bots that are in this voice channel. */
  get memberIds(): string[] {
    const states = [...this.#parts.world.guild(this.guildId).voiceStates.values()];
    return states.filter(({ channelId }) => channelId === this.id).map(({ userId }) => userId);
  }

  /** The messages that everybody can see, oldest first, as they are now. */
  get messages(): SeenMessage[] {
    return this.#parts.messages.inChannel(this.id).map(seenMessage);
  }

  /** Waits until a visible message of this channel satisfies the predicate. */
  when(predicate: (message: SeenMessage) => boolean, limitMs?: number): Promise<SeenMessage> {
    const { changes } = this.#parts.messages;
    return changes.until(`a message in #${this.name}`, () => this.messages.find(predicate), limitMs);
  }
}
