import { z } from 'zod';
import { parseJson } from './parseJson.ts';
import type { Store } from './store.ts';

/** Discord's longest names are as long. */
export const MAX_PREFERRED_NAME_CHARACTERS = 32;

/** People whose choices are remembered, so that names are at hand whenever somebody comes or goes. */
const MAX_REMEMBERED = 10_000;

const personalChoicesSchema = z.object({
  /** What the bot calls them. Untrusted text. */
  preferredName: z
    .string()
    .trim()
    .min(1)
    .max(MAX_PREFERRED_NAME_CHARACTERS)
    .regex(/[\p{L}\p{N}]/u)
    .optional()
    .catch(undefined),
  /** The tag of the language in which they are answered. */
  language: z.string().max(16).optional().catch(undefined),
});

/** What a person has chosen for themself, wherever they are. */
export type PersonalChoices = Partial<z.infer<typeof personalChoicesSchema>>;

/** What people have chosen for themselves. */
export class PersonalBook {
  readonly #store: Store;
  readonly #known = new Map<string, PersonalChoices>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** What was read or chosen of late, at once; `undefined`: ask {@link of}. */
  peek(userId: string): PersonalChoices | undefined {
    return this.#known.get(userId);
  }

  async of(userId: string): Promise<PersonalChoices> {
    const known = this.#known.get(userId);
    if (known !== undefined) return known;
    const row = await this.#store.db
      .selectFrom('personalSettings')
      .select('choicesJson')
      .where('userId', '=', userId)
      .executeTakeFirst();
    const parsed = personalChoicesSchema.safeParse(parseJson(row?.choicesJson ?? '{}'));
    return this.#remember(userId, parsed.success ? parsed.data : {});
  }

  /** Would each of these be kept as it is, but for spaces at its ends? */
  valid(choices: PersonalChoices): boolean {
    const { preferredName, language } = personalChoicesSchema.parse(choices);
    return preferredName === choices.preferredName?.trim() && language === choices.language;
  }

  /** Makes these the person's choices; what is left out is no longer chosen. Answers what is stored now. */
  async choose(userId: string, choices: PersonalChoices): Promise<PersonalChoices> {
    const chosen = personalChoicesSchema.parse(choices);
    const choicesJson = JSON.stringify(chosen);
    await this.#store.db
      .insertInto('personalSettings')
      .values({ userId, choicesJson })
      .onConflict((conflict) => conflict.column('userId').doUpdateSet({ choicesJson }))
      .execute();
    return this.#remember(userId, chosen);
  }

  /** What was read or chosen is not true any more: it is read again. */
  forget(userId: string): void {
    this.#known.delete(userId);
  }

  #remember(userId: string, choices: PersonalChoices): PersonalChoices {
    this.#known.delete(userId);
    this.#known.set(userId, choices);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return choices;
  }
}
