import { isDeepStrictEqual } from 'node:util';
import type { Person } from '../host/messages.ts';
import type { ConversationRecord } from './conversationRecord.ts';
import type { GuildGateway } from './guildGateway.ts';

/** A stage may hold thousands of people; a conversation needs to know those who may speak to it. */
const MAX_PEOPLE = 250;

/** Who is in the channel of one conversation. */
export class ConversationPeople {
  readonly #gateway: Pick<GuildGateway, 'peopleIn'>;
  readonly #guildId: string;
  readonly #record: ConversationRecord;
  #known: Person[] = [];

  /** @param record told the name of everybody who was seen */
  constructor(gateway: Pick<GuildGateway, 'peopleIn'>, guildId: string, record: ConversationRecord) {
    this.#gateway = gateway;
    this.#guildId = guildId;
    this.#record = record;
  }

  /** Who was there when {@link refresh} was called last. */
  get known(): Person[] {
    return this.#known;
  }

  /** Who is there right now. */
  now(): Person[] {
    const people = this.#gateway.peopleIn(this.#guildId, this.#record.channelId).slice(0, MAX_PEOPLE);
    this.#record.setNames(people);
    return people;
  }

  /** Who is there right now, if that is news. */
  refresh(): Person[] | undefined {
    const people = this.now();
    if (isDeepStrictEqual(people, this.#known)) return undefined;
    this.#known = people;
    return people;
  }

  /** What a person is called who is there right now; untrusted. `undefined`: they are not. */
  nameOf(userId: string): string | undefined {
    return this.now().find((person) => person.userId === userId)?.displayName;
  }
}
