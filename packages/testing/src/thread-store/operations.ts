import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import type { LogRepair, ThreadLog, ThreadPage, ThreadStore, ThreadSummary } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, SessionMeta } from '@tenon/protocol';
import { collectLines } from '@tenon/thread-store';
import { seededRandom } from '../random.ts';
import { floodLine, floodNumber } from './flood.ts';
import { FIRST_PAGE, newMeta } from './rollout-lines.ts';

interface Served {
  readonly folder: string;
  readonly open: (folder: string) => ThreadStore | Promise<ThreadStore>;
  readonly announce: (count: number) => void;
}

export interface Opened {
  readonly path: string | null;
  readonly repair: LogRepair | null;
}

/** What a flood writes: lines that are numbered from `from` on, with sizes that follow from `seed`, until it is killed. */
export interface Flood {
  readonly meta: SessionMeta;
  /** 0: a new thread. */
  readonly from: number;
  readonly seed: number;
}

/** The most lines of one append of a flood. */
export const FLOOD_APPEND = 3;

/** The id of the fork of this number. */
export const forkId = (number: number): string => `019a0000-0000-7000-8000-${String(number).padStart(12, '0')}`;

export type Operations = ReturnType<typeof createOperations>;

/** What a store's process can be told to do. What goes in and out is JSON. */
export function createOperations({ folder, open, announce }: Served) {
  let store: Promise<ThreadStore> | undefined;
  const logs = new Map<string, ThreadLog>();
  const ballast = join(folder, '..', 'ballast');

  const opened = () => {
    store ??= Promise.resolve(open(folder));
    return store;
  };
  const logOf = (id: string): ThreadLog => {
    const log = logs.get(id);
    if (!log) throw tenonError({ code: 'no_log', message: `thread ${id} is not open in this process` });
    return log;
  };
  const linesOf = async (id: string) => collectLines((await (await opened()).read({ id })).lines);

  const close = async () => {
    if (!store) return;
    const closing = await store;
    store = undefined;
    logs.clear();
    await closing.close();
  };

  return {
    async create(meta: SessionMeta): Promise<Opened> {
      const log = (await opened()).create(meta);
      logs.set(meta.id, log);
      return { path: log.path, repair: null };
    },
    async open(id: string): Promise<Opened> {
      const { log, repair = null } = await (await opened()).open({ id });
      logs.set(id, log);
      return { path: log.path, repair };
    },
    async fork(id: string, meta: SessionMeta): Promise<void> {
      logs.set(meta.id, (await (await opened()).fork({ id }, meta)).log);
    },
    async append(id: string, lines: readonly RolloutLine[]): Promise<void> {
      await logOf(id).append(lines);
    },
    async closeLog(id: string): Promise<void> {
      const log = logOf(id);
      logs.delete(id);
      await log.close();
    },
    async archive(id: string): Promise<void> {
      await (await opened()).archive(id);
    },
    read: (id: string): Promise<RolloutLine[]> => linesOf(id),
    /** All of them. */
    async list(archived: boolean): Promise<readonly ThreadSummary[]> {
      const threads: ThreadSummary[] = [];
      let cursor: string | null = null;
      do {
        const page: ThreadPage = await (await opened()).list({ ...FIRST_PAGE, limit: 100, archived, cursor });
        threads.push(...page.data);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return threads;
    },
    /** The numbers of the lines behind the meta line; null for one that is not as a flood wrote it. */
    async floodNumbers(id: string): Promise<(number | null)[]> {
      return (await linesOf(id)).slice(1).map(floodNumber);
    },
    /** Ends only with the process. */
    async flood({ meta, from, seed }: Flood): Promise<never> {
      const random = seededRandom(seed);
      const threads = await opened();
      const log = from === 0 ? threads.create(meta) : (await threads.open({ id: meta.id })).log;
      for (let next = from; ; ) {
        const count = 1 + random(FLOOD_APPEND);
        const sizes = Array.from({ length: count }, () => random(random(12) === 0 ? 400_000 : 5000));
        await log.append(sizes.map((size, at) => floodLine(next + at, size)));
        next += count;
        announce(next);
        // What the store does in the background has its turn too.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    /** Moves a thread there and back again, until it is killed. */
    async move(id: string): Promise<never> {
      const threads = await opened();
      for (let count = 1; ; count += 1) {
        await (count % 2 === 1 ? threads.archive(id) : threads.unarchive(id));
        announce(count);
      }
    },
    /** Forks a thread under the ids of `forkId`, until it is killed. */
    async forks(id: string, from: number): Promise<never> {
      const threads = await opened();
      for (let number = from; ; number += 1) {
        const { log } = await threads.fork({ id }, newMeta({ id: forkId(number), forked_from_id: id }));
        announce(number);
        await log.close();
      }
    },
    /** Takes the space that is left on the disk the folder is on. Only for a disk that is the suite's own. */
    async fillDisk(): Promise<void> {
      const fd = openSync(ballast, 'a');
      try {
        for (let size = 1024 * 1024; size >= 1; )
          try {
            writeSync(fd, Buffer.alloc(size));
          } catch (error) {
            if ((error as { code?: unknown }).code !== 'ENOSPC') throw error;
            size /= 2;
          }
      } finally {
        closeSync(fd);
      }
    },
    async freeDisk(): Promise<void> {
      rmSync(ballast);
    },
    /** Gives up everything; what comes next is done by another store of this process. */
    close,
  };
}
