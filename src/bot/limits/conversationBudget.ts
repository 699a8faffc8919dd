import type { MoneyConfig } from '../../config/moneyConfig.ts';
import type { Person } from '../../host/messages.ts';
import { Budget, type BudgetVerdict } from '../../money/budget.ts';
import type { LimitReader } from '../../money/limitReader.ts';
import type { LimitUse } from '../../money/limitUse.ts';
import type { Logger } from '../../observe/logger.ts';
import type { SettingsBook } from '../../store/settingsBook.ts';
import type { Words } from '../../words/words.ts';
import { loggableError } from '../loggableError.ts';
import { goodbyeNote, nearNote } from './limitNotes.ts';
import { limitsOf } from './limitsOf.ts';
import { amountText, nearSentence, reachedSentence, resetSentence, unpricedSentence } from './limitWords.ts';

/** What holds in every server, and what is used. */
export interface SpendingParts {
  everywhere: Pick<MoneyConfig, 'limits' | 'sparingModel'>;
  reader: LimitReader;
}

/** The conversation that a budget is of, and what it does with it. */
export interface BudgetRoom {
  readonly conversationId: string;
  readonly guildId: string;
  people(): readonly Person[];
  /** The model is to say something. */
  tell(text: string): void;
  /** Everybody is to read something; never rejects. */
  write(text: string, mentionUserId?: string): void;
  /** {@link ConversationBudget.sparing} has changed. */
  sparingChanged(): void;
  /** {@link ConversationBudget.bars} answers otherwise for somebody. */
  heardChanged(): void;
  /** A limit is reached: the conversation is to end once that is said. */
  end(): void;
}

export interface ConversationBudgetOptions {
  spending: SpendingParts;
  settingsBook: SettingsBook;
  /** The day on which the conversation began, whole ones since 1970, UTC. */
  fromDay: number;
  /** In the server's language. */
  words: Words;
  log: Logger;
}

/** Keeps one conversation within its limits: looks whenever something was used, warns, becomes sparing, and ends it. */
export class ConversationBudget {
  readonly #room: BudgetRoom;
  readonly #options: ConversationBudgetOptions;
  readonly #budget = new Budget();
  #verdict: BudgetVerdict | undefined;
  #looking = false;
  #lookAgain = false;
  #stopped = false;

  constructor(room: BudgetRoom, options: ConversationBudgetOptions) {
    this.#room = room;
    this.#options = options;
  }

  /** What it is sparing for; `undefined`: it is not. */
  get sparing(): LimitUse | undefined {
    return this.#verdict?.sparing;
  }

  /** Is this person not to be heard? Nobody is once the conversation's last words are being said. */
  bars(userId: string): boolean {
    if (this.#verdict?.over !== undefined) return true;
    return this.#barredUse(userId) !== undefined;
  }

  /** Why this person is not answered, as a sentence for them; `undefined`: they are. */
  obstacle(userId: string, words: Words): string | undefined {
    const use = this.#verdict?.over ?? this.#barredUse(userId);
    if (use === undefined) return undefined;
    const why =
      use.userId === userId
        ? words('limits.youReached', { limit: amountText(use.unit, use.limit) })
        : reachedSentence(use, words);
    return `${why} ${resetSentence(use, words)}`;
  }

  /** Something was used, somebody came, or the limits were changed. */
  look(): void {
    if (this.#stopped) return;
    if (this.#looking) this.#lookAgain = true;
    else void this.#look();
  }

  /** The conversation is over. */
  stop(): void {
    this.#stopped = true;
  }

  #barredUse(userId: string): LimitUse | undefined {
    return this.#verdict?.barred.find((use) => use.userId === userId);
  }

  async #look(): Promise<void> {
    this.#looking = true;
    do {
      this.#lookAgain = false;
      try {
        await this.#judge();
      } catch (error) {
        // As it was: a store that fails for a moment must not end conversations.
        this.#options.log.warn({ err: loggableError(error) }, 'what was used could not be looked up');
      }
    } while (this.#lookAgain && !this.#stopped);
    this.#looking = false;
  }

  async #judge(): Promise<void> {
    const { spending, settingsBook, fromDay } = this.#options;
    const { guildId, conversationId } = this.#room;
    const limits = limitsOf(spending.everywhere, await settingsBook.settingsOf(guildId));
    const presentIds = this.#room.people().flatMap(({ userId, bot }) => (bot ? [] : [userId]));
    const conversation = { conversationId, fromDay };
    const answer = await spending.reader.read({ guildId, limits, conversation, userIds: presentIds });
    if (!this.#stopped) this.#take(this.#budget.judge(answer.uses, presentIds), answer.unpricedModels);
  }

  #take(verdict: BudgetVerdict, unpricedModels: readonly string[]): void {
    const before = this.#verdict;
    this.#verdict = verdict;
    if (verdict.over !== undefined) {
      if (before?.over === undefined) this.#end(verdict.over, unpricedModels);
      return;
    }
    if ((before?.sparing === undefined) !== (verdict.sparing === undefined)) this.#room.sparingChanged();
    if (barredIds(before) !== barredIds(verdict)) this.#room.heardChanged();
    for (const use of verdict.warnings) this.#warn(use, unpricedModels);
    for (const use of verdict.newlyBarred) {
      const { words } = this.#options;
      const told = [reachedSentence(use, words), resetSentence(use, words), words('limits.notHeard')];
      this.#room.write(told.join(' '), use.userId);
    }
  }

  #warn(use: LimitUse, unpricedModels: readonly string[]): void {
    const { words } = this.#options;
    const isSparing = this.sparing !== undefined;
    const written = [
      nearSentence(use, words),
      resetSentence(use, words),
      ...(isSparing ? [words('limits.sparing')] : []),
      ...unpricedSentence(unpricedModels, words),
    ];
    this.#room.write(written.join(' '), use.userId);
    this.#room.tell(nearNote(use, this.#nameOf(use)));
  }

  #end(use: LimitUse, unpricedModels: readonly string[]): void {
    const { words } = this.#options;
    const written = [
      reachedSentence(use, words),
      resetSentence(use, words),
      words('limits.goodbye'),
      ...unpricedSentence(unpricedModels, words),
    ];
    this.#room.write(written.join(' '), use.userId);
    // Nobody is heard any more: the goodbye is the last thing that costs something.
    this.#room.heardChanged();
    this.#room.tell(goodbyeNote(use, this.#nameOf(use)));
    this.#room.end();
  }

  #nameOf({ userId }: LimitUse): string | undefined {
    return this.#room.people().find((person) => person.userId === userId)?.displayName;
  }
}

function barredIds(verdict: BudgetVerdict | undefined): string {
  return (verdict?.barred ?? [])
    .map(({ userId }) => userId)
    .toSorted()
    .join(' ');
}
