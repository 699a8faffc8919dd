import type { VoicePort } from '../voice/voiceEvents.ts';
import type { TurnTaking } from './turnTaking.ts';

/** Who may be heard in a conversation: nobody, until it is told. */
export class Hearing {
  readonly #voice: Pick<VoicePort, 'allow'>;
  readonly #turns: Pick<TurnTaking, 'unheard'>;
  #userIds: ReadonlySet<string> = new Set();

  constructor(voice: Pick<VoicePort, 'allow'>, turns: Pick<TurnTaking, 'unheard'>) {
    this.#voice = voice;
    this.#turns = turns;
  }

  /** From now on these people are heard, and nobody else; what is kept of others is dropped. */
  allow(userIds: readonly string[]): void {
    const before = this.#userIds;
    this.#userIds = new Set(userIds);
    this.#voice.allow(userIds);
    for (const userId of before) if (!this.#userIds.has(userId)) this.#turns.unheard(userId);
  }
}
