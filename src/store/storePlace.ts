/** Where the store lives. Plain data; the address of a database holds a password and is never logged. */
export type StorePlace =
  /** SQLite in a file of this folder, which is made when it is missing. */
  | { kind: 'folder'; folder: string }
  /** PostgreSQL at a `postgres://` address. Secret. */
  | { kind: 'postgres'; url: string }
  /** SQLite in memory, gone at the end: for tests and for trying things. */
  | { kind: 'memory' };
