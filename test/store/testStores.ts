import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { silentLogger } from '../../src/observe/logger.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { StorePlace } from '../../src/store/storePlace.ts';
import { TestPostgres } from './testPostgres.ts';

const START_LIMIT_MS = 60_000;

/** An empty store for one test, and its place, to open it again. It is closed after the test. */
export interface TestStore {
  store: Store;
  /** Opens what was stored once more, as after a restart; of a database in memory nothing is left. */
  place: StorePlace;
}

/** Makes an empty store of the kind that the suite is being run with. */
export type NewStore = () => Promise<TestStore>;

/**
 * Runs a suite on SQLite and on a real PostgreSQL, which is started here for it. On a machine without one that half is left
 * out, and its name says so.
 */
export function onEveryStore(suite: (newStore: NewStore) => void): void {
  describe('on SQLite', () => {
    suite(storesIn(() => Promise.resolve({ kind: 'memory' })));
  });
  const programs = TestPostgres.programs();
  if (programs === undefined) {
    describe.skip('on PostgreSQL: left out, because none is installed here', () => {
      suite(storesIn(() => Promise.reject(new Error('there is no PostgreSQL'))));
    });
    return;
  }
  describe('on PostgreSQL', () => {
    let server: TestPostgres;
    beforeAll(async () => {
      server = await TestPostgres.start(programs);
    }, START_LIMIT_MS);
    afterAll(async () => {
      await server?.stop(programs);
    });
    suite(storesIn(async () => ({ kind: 'postgres', url: await server.newDatabase() })));
  });
}

/** Inside a `describe`: stores that are closed after each of its tests. */
function storesIn(newPlace: () => Promise<StorePlace>): NewStore {
  const open: Store[] = [];
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close();
  });
  return async () => {
    const place = await newPlace();
    const store = await openStore(place, silentLogger());
    open.push(store);
    return { store, place };
  };
}
