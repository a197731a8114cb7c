import type { ThreadStore } from '@tenon/plugin-api/thread-store';
import { afterEach, beforeEach, describe } from 'vitest';
import { testArchive } from './thread-store/archive.ts';
import { testClock } from './thread-store/clock.ts';
import { testFaults } from './thread-store/fault-tests.ts';
import type { ThreadStoreFaults } from './thread-store/faults.ts';
import { testForks } from './thread-store/forks.ts';
import { testGoingOn } from './thread-store/going-on.ts';
import { testLeases, testSecondStore } from './thread-store/leases.ts';
import { testLineOrder } from './thread-store/line-order.ts';
import { testLists } from './thread-store/lists.ts';
import { testNewThreads } from './thread-store/new-threads.ts';
import { testReading } from './thread-store/reading.ts';
import { FIRST_PAGE, newMeta, turn } from './thread-store/rollout-lines.ts';
import type { StoreSuite } from './thread-store/suite.ts';

export type { Tear, ThreadStoreFaults, TornThread } from './thread-store/faults.ts';
export { tearFile } from './thread-store/torn-writes.ts';

export interface ThreadStoreUnderTest {
  readonly store: ThreadStore;
  /** Another store over the same threads, as a second process has it: every durable store gives one. It is closed by the suite. */
  readonly another?: () => ThreadStore;
  /** Runs after each test, once the stores were closed. */
  readonly remove?: () => void | Promise<void>;
}

/** What a store says of itself. It decides which tests are registered; none is skipped for it. */
export type ThreadStoreKind =
  /** Threads are in the memory of one process, and gone with it. */
  | { readonly durable: false }
  /** Threads are kept when the process ends, however it ends. */
  | {
      readonly durable: true;
      /** How the store is brought to kills, torn writes, second writers, full and read-only disks. `false` where another call of the suite does it. */
      readonly faults: ThreadStoreFaults | false;
    };

/**
 * What every thread store keeps. Run it in a test file of the store's package. For one in memory:
 *
 *     testThreadStore('acme', () => ({ store: createAcmeStore() }), { durable: false });
 *
 * For one that keeps files:
 *
 *     testThreadStore('acme', inNewFolder, {
 *       durable: true,
 *       faults: {
 *         process: [process.execPath, fileURLToPath(new URL('store-process.ts', import.meta.url))],
 *         files: true,
 *         tear: ({ path }, tear) => tearFile(path, tear),
 *       },
 *     });
 *
 * `make` runs before each test and gives a store without threads. Full and read-only disks need `unshare` and `mount` of Linux, and a
 * kernel that lets users have namespaces; elsewhere these tests are skipped, and say why.
 */
export function testThreadStore(
  name: string,
  make: () => ThreadStoreUnderTest | Promise<ThreadStoreUnderTest>,
  kind: ThreadStoreKind,
): void {
  describe(`thread store contract: ${name}`, () => {
    let given: ThreadStoreUnderTest;
    let store: ThreadStore;
    const others: ThreadStore[] = [];
    const suite: StoreSuite = {
      get store() {
        return store;
      },
      another() {
        if (!kind.durable) return store;
        if (!given.another) throw new Error('a durable store gives `another`: a second one over the same threads');
        const made = given.another();
        others.push(made);
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
    testClock(suite);
    if (!kind.durable) return;
    testSecondStore(suite);
    if (kind.faults) testFaults(kind.faults);
  });
}
