import type { CancelTimer, Clock } from '../clock.ts';

/** A move within one voice server closes nothing; after this quiet it counts as followed. */
const SETTLE_MS = 1000;

/** Which channel the bot is in, and whether the owner has been told. */
export class ChannelWatch {
  readonly #clock: Clock;
  readonly #onMoved: (channelId: string) => void;
  #id: string;
  #announced: string;
  #cancelSettle: CancelTimer | undefined;

  constructor(channelId: string, clock: Clock, onMoved: (channelId: string) => void) {
    this.#id = channelId;
    this.#announced = channelId;
    this.#clock = clock;
    this.#onMoved = onMoved;
  }

  /** The channel the bot is in, or is to be in. */
  get id(): string {
    return this.#id;
  }

  /** Is the bot in another channel than sound last flowed in? */
  get isMoving(): boolean {
    return this.#id !== this.#announced;
  }

  /** The bot is to be in this channel when it joins the next time. */
  wish(channelId: string): void {
    this.#id = channelId;
  }

  /** Discord says that the bot is here. While sound flows, that it stays so for a while means that the link has followed. */
  onStateUpdate(channelId: string, isReady: boolean): void {
    this.#id = channelId;
    this.unsettle();
    if (isReady && this.#id !== this.#announced) {
      this.#cancelSettle = this.#clock.after(SETTLE_MS, () => this.announce());
    }
  }

  /** Sound flows no longer: the move is followed only when it flows again. */
  unsettle(): void {
    this.#cancelSettle?.();
    this.#cancelSettle = undefined;
  }

  /** Sound flows in the present channel: tells of a move, if it was one. */
  announce(): void {
    this.unsettle();
    if (this.#id === this.#announced) return;
    this.#announced = this.#id;
    this.#onMoved(this.#id);
  }
}
