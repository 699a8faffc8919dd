import { expect } from 'vitest';
import type { InteractionRecord } from '../../src/offline/discord/interactionRecord.ts';
import type { CommandPlace, LocalPerson } from '../../src/offline/discord/localPerson.ts';
import type { SeenMessage } from '../../src/offline/discord/seenMessage.ts';
import type { LanguageTag } from '../../src/words/languages.ts';
import { wordsIn } from '../../src/words/wordsFor.ts';
import { strangersIn, strangersInForm } from './languageCheck.ts';

type Values = Parameters<LocalPerson['runCommand']>[1];

/** A person who types, presses and reads, and minds every word that is not in their language. */
export class Reader {
  readonly person: LocalPerson;
  readonly language: LanguageTag;
  readonly words: ReturnType<typeof wordsIn>;
  readonly #where: CommandPlace;

  constructor(person: LocalPerson, language: LanguageTag, where: CommandPlace) {
    this.person = person;
    this.language = language;
    this.words = wordsIn(language);
    this.#where = where;
  }

  /** Types a command; answers what comes back, to them alone. */
  async types(command: string, values: Values = {}): Promise<SeenMessage> {
    const record = this.start(command, values);
    const message = await this.reads(record);
    expect(record.ephemeral, `/${command}`).toBe(true);
    return message;
  }

  start(command: string, values: Values = {}): InteractionRecord {
    return this.person.runCommand(command, values, this.#where);
  }

  async presses(message: SeenMessage, customId: string): Promise<SeenMessage> {
    return this.reads(this.person.pressButton(message, customId));
  }

  async chooses(message: SeenMessage, customId: string, value: string): Promise<SeenMessage> {
    return this.reads(this.person.selectOption(message, customId, value));
  }

  /** Fills in the form that an interaction is answered with. */
  async fills(asked: InteractionRecord, values: Readonly<Record<string, string>>): Promise<SeenMessage> {
    expect(await asked.acknowledged()).toBe('modal');
    expect(strangersInForm(asked, this.language), asked.what).toEqual([]);
    return this.reads(this.person.submitModal(asked, values));
  }

  async reads(record: InteractionRecord): Promise<SeenMessage> {
    const message = await record.reply();
    expect(strangersIn(message, this.language), `${record.what}: ${message.text}`).toEqual([]);
    return message;
  }
}
