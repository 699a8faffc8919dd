/** Who may be heard: nobody, until it is told. Shared by a link with the sessions that it makes one after the other. */
export class AllowedSpeakers {
  #userIds: ReadonlySet<string> = new Set();

  /** From now on these people may be heard, and nobody else. */
  allow(userIds: readonly string[]): void {
    this.#userIds = new Set(userIds);
  }

  has(userId: string): boolean {
    return this.#userIds.has(userId);
  }
}
