import type { ThreadStore } from '@tenon/plugin-api/thread-store';
import { afterEach, beforeEach, describe } from 'vitest';
import { testArchive } from './thread-store/archive.ts';
import { testForks } from './thread-store/forks.ts';
import { testGoingOn } from './thread-store/going-on.ts';
import { testLeases } from './thread-store/leases.ts';
import { testLineOrder } from './thread-store/line-order.ts';
import { testLists } from './thread-store/lists.ts';
import { testNewThreads } from './thread-store/new-threads.ts';
import { testReading } from './thread-store/reading.ts';
import { FIRST_PAGE, newMeta, turn } from './thread-store/rollout-lines.ts';
import type { StoreSuite } from './thread-store/suite.ts';

export interface ThreadStoreUnderTest {
  readonly store: ThreadStore;
  /**
   * For a store that outlives the process: another one over the same threads, as a second process has it. It is closed by the suite.
   * Without it, the tests of what is kept, and of leases between two stores, are left out.
   */
  readonly another?: () => ThreadStore;
  /** Runs after each test, once the stores were closed. */
  readonly remove?: () => void | Promise<void>;
}

/**
 * What every thread store keeps. Run it in a test file of the store's package:
 *
 *     testThreadStore('acme', () => ({ store: createAcmeStore() }));
 *
 * `make` runs before each test and gives a store without threads.
 */
export function testThreadStore(name: string, make: () => ThreadStoreUnderTest | Promise<ThreadStoreUnderTest>): void {
  describe(`thread store contract: ${name}`, () => {
    let given: ThreadStoreUnderTest;
    let store: ThreadStore;
    const others: ThreadStore[] = [];
    const suite: StoreSuite = {
      get store() {
        return store;
      },
      another() {
        const made = given.another?.();
        if (made) others.push(made);
        return made;
      },
      async write(lines = turn('1', 'hello'), more = {}) {
        const log = store.create(newMeta(more));
        await log.append(lines);
        return log;
      },
      list: (query = {}) => store.list({ ...FIRST_PAGE, ...query }),
    };

    beforeEach(async () => {
      given = await make();
      store = given.store;
    });
    afterEach(async () => {
      for (const made of [...others.splice(0), store]) await made.close();
      await given.remove?.();
    });

    testNewThreads(suite);
    testReading(suite);
    testGoingOn(suite);
    testLineOrder(suite);
    testForks(suite);
    testArchive(suite);
    testLists(suite);
    testLeases(suite);
  });
}
