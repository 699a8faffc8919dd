import type { ServerError } from './serverEvent.ts';

/** More commits than this without an answer: the server knows none, and the oldest counts as refused. */
export const MAX_UNANSWERED_COMMITS = 64;

/** What a server says of a commit with too little sound, whether it names our event or not. */
const TOO_LITTLE_SOUND = 'input_audio_buffer_commit_empty';

/** The commits that the server has not answered yet, oldest first: it answers them in the order they were sent. */
export class CommitLine {
  readonly #eventIds: string[] = [];

  /** @returns Must the oldest be given up for it? */
  sent(eventId: string): boolean {
    this.#eventIds.push(eventId);
    if (this.#eventIds.length <= MAX_UNANSWERED_COMMITS) return false;
    this.#eventIds.shift();
    return true;
  }

  /** `input_audio_buffer.committed`. Where the server's VAD decides, it may be none of ours. */
  committed(): void {
    this.#eventIds.shift();
  }

  /** @returns Does this error answer one of ours? */
  refusedBy(error: ServerError): boolean {
    const unnamed = error.eventId === undefined && error.code === TOO_LITTLE_SOUND;
    const index = unnamed ? 0 : this.#eventIds.indexOf(error.eventId ?? '');
    return index >= 0 && this.#eventIds.splice(index, 1).length > 0;
  }

  /** The session is gone, and nobody will answer. @returns How many were under way. */
  lost(): number {
    return this.#eventIds.splice(0).length;
  }
}
