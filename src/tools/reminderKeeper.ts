import type { CancelTimer, Clock } from '../clock.ts';
import type { Logger } from '../observe/logger.ts';
import type { Reminder, ReminderStore } from '../store/reminderStore.ts';

/** Timers of the machine cannot wait for weeks, and its clock may be set: the next reminder is looked for this often. */
const LOOK_EVERY_MS = 60_000;

/** One that could not be delivered is tried again so long; then nobody waits for it any more. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

/** What the keeper is made with. */
export interface ReminderKeeperParts {
  store: ReminderStore;
  clock: Clock;
  /** The time of day, in ms since 1970. */
  epochMs: () => number;
  log: Logger;
}

/** Watches the stored reminders and delivers each when it is due; what was due while the program was away, at once. */
export class ReminderKeeper {
  readonly #parts: ReminderKeeperParts;
  #deliver: ((reminder: Reminder) => Promise<void>) | undefined;
  #stopTimer: CancelTimer | undefined;
  #looking = false;
  #lookAgain = false;

  constructor(parts: ReminderKeeperParts) {
    this.#parts = parts;
  }

  /** @param deliver tells the person; a reminder whose delivery fails is tried again */
  start(deliver: (reminder: Reminder) => Promise<void>): void {
    this.#deliver = deliver;
    this.look();
  }

  stop(): void {
    this.#deliver = undefined;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
  }

  /** Something may have been added or is due. */
  look(): void {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = true;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    void this.#deliverDue()
      .catch((error: unknown) => {
        this.#parts.log.warn({ reason: reasonOf(error) }, 'the reminders could not be read');
        return LOOK_EVERY_MS;
      })
      .then((waitMs) => {
        this.#looking = false;
        if (this.#deliver === undefined) return;
        const again = this.#lookAgain;
        this.#lookAgain = false;
        if (again) this.look();
        else if (waitMs !== undefined) this.#stopTimer = this.#parts.clock.after(waitMs, () => this.look());
      });
  }

  /** Delivers what is due; answers how long to wait then. `undefined`: there is nothing to wait for. */
  async #deliverDue(): Promise<number | undefined> {
    const { store, epochMs } = this.#parts;
    for (;;) {
      const next = await store.next();
      if (next === undefined) return undefined;
      const waitMs = next.dueAtMs - epochMs();
      if (waitMs > 0) return Math.min(waitMs, LOOK_EVERY_MS);
      if (this.#deliver === undefined || !(await this.#delivered(next, this.#deliver))) return LOOK_EVERY_MS;
    }
  }

  async #delivered(reminder: Reminder, deliver: (reminder: Reminder) => Promise<void>): Promise<boolean> {
    const { store, log, epochMs } = this.#parts;
    try {
      await deliver(reminder);
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'a reminder could not be delivered');
      if (epochMs() - reminder.dueAtMs < GIVE_UP_AFTER_MS) return false;
    }
    await store.remove(reminder.id);
    return true;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
