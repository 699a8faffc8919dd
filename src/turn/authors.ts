/** In whose name something is done: user ids, each of them once. Empty: that is not known. */
export type Authors = readonly string[];

/** In the name of both: of all of them, or of nobody where either is not known. `undefined`: there is no such side. */
export function bothAuthors(one: Authors, other: Authors | undefined): Authors;
export function bothAuthors(one: Authors | undefined, other: Authors | undefined): Authors | undefined;
export function bothAuthors(one: Authors | undefined, other: Authors | undefined): Authors | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.length === 0 || other.length === 0 ? [] : [...new Set([...one, ...other])];
}
