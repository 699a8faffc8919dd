import type { Person } from '../host/messages.ts';
import type { ConsentBook } from '../store/consentBook.ts';
import type { SettingsBook } from '../store/settingsBook.ts';

/** Who of some people may be heard, and who has yet to be asked. */
export interface Heard {
  allowedIds: string[];
  /** In a server that asks: people who have not answered. */
  undecidedIds: string[];
}

/** Decides who may be heard: never a bot, never who has refused, and in a server that asks only who has agreed. */
export class ConsentGate {
  readonly #consents: ConsentBook;
  readonly #settings: SettingsBook;

  constructor(consents: ConsentBook, settings: SettingsBook) {
    this.#consents = consents;
    this.#settings = settings;
  }

  async judge(guildId: string, people: readonly Pick<Person, 'userId' | 'bot'>[]): Promise<Heard> {
    const userIds = people.filter(({ bot }) => !bot).map(({ userId }) => userId);
    const decisions = await this.#consents.decisions(guildId, userIds);
    const { consentMode } = await this.#settings.settingsOf(guildId);
    const undecidedIds = userIds.filter((userId) => !decisions.has(userId));
    const agreedIds = userIds.filter((userId) => decisions.get(userId) === 'agreed');
    return consentMode === 'ask'
      ? { allowedIds: agreedIds, undecidedIds }
      : { allowedIds: [...agreedIds, ...undecidedIds], undecidedIds: [] };
  }
}
