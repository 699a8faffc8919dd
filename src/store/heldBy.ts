/** Discord ids as one text that {@link heldBy} finds each in; empty: nobody. */
export function idList(userIds: readonly string[]): string {
  return userIds.length === 0 ? '' : `,${userIds.join(',')},`;
}

/** For LIKE: an {@link idList} with this id in it. Discord's ids are digits; of anything else nothing is found. */
export function heldBy(userId: string): string {
  return `%,${userId.replace(/\D/g, '')},%`;
}
