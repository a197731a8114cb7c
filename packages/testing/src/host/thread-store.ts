import { definePlugin, type Plugin, tenonError } from '@tenon/plugin-api';
import { type OpenedThread, type ThreadLog, type ThreadRef, threadStore } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, SessionMeta } from '@tenon/protocol';
import { linesOf, pageOf, summarize } from '@tenon/thread-store';

/** A thread as the store keeps it. */
export interface KeptThread {
  readonly meta: SessionMeta;
  readonly lines: RolloutLine[];
  /** Somebody has its writing end. */
  held: boolean;
  archived?: boolean;
}

export interface TestStore {
  readonly plugin: Plugin<undefined>;
  /** By id. Shared by every generation of the plugin, as files on a disk are. */
  readonly threads: ReadonlyMap<string, KeptThread>;
  /** True: `append` answers later, in order. Default false. */
  later: boolean;
  /** Asked before each append: what it gives is thrown, and nothing is kept. */
  fault: (threadId: string, lines: readonly RolloutLine[]) => unknown;
  /** Waited for while a thread is opened, once its lease is taken. */
  opening: (threadId: string) => Promise<void>;
  lines(threadId: string): readonly RolloutLine[];
  /** Makes a stored thread, as an earlier process would have left it. */
  put(meta: SessionMeta, lines: readonly RolloutLine[]): void;
}

export const storeFull = (): Error =>
  tenonError({ code: 'thread_store_full', message: 'no space left on device', mend: 'Make room and try again.' });

/** Threads in memory, with leases, and faults on demand. */
export function testStore(id = 'test.thread-store'): TestStore {
  const threads = new Map<string, KeptThread>();
  const store: TestStore = {
    threads,
    later: false,
    fault: () => undefined,
    opening: async () => {},
    lines: (threadId) => threads.get(threadId)?.lines ?? [],
    put: (meta, lines) => {
      const timestamp = meta.timestamp;
      threads.set(meta.id, {
        meta,
        lines: [{ timestamp, type: 'session_meta', payload: meta }, ...lines],
        held: false,
      });
    },
    plugin: definePlugin({ id, register: () => [threadStore.provide((scope) => make(scope))] }),
  };

  function find(ref: ThreadRef): KeptThread {
    const wanted = 'id' in ref ? ref.id : ref.path;
    const found = threads.get(wanted);
    if (found) return found;
    throw tenonError({ code: 'thread_not_found', message: `thread not found: ${wanted}` });
  }

  function read(kept: KeptThread) {
    const { meta, lines } = kept;
    const updatedAt = Date.parse(lines.at(-1)?.timestamp ?? meta.timestamp);
    const summary = summarize(lines, { path: null, archived: kept.archived ?? false, updatedAt });
    if (!summary) throw tenonError({ code: 'thread_unreadable', message: `thread ${meta.id} has no meta` });
    return { summary, meta, lines: linesOf([...lines]) };
  }

  function mustBeFree(kept: KeptThread): void {
    if (kept.held)
      throw tenonError({ code: 'thread_locked', message: `thread ${kept.meta.id} is in use by process 42` });
  }

  function move(id: string, archived: boolean) {
    const kept = find({ id });
    mustBeFree(kept);
    kept.archived = archived;
    return read(kept).summary;
  }

  function make(scope: { defer(dispose: () => void): unknown }) {
    const logs = new Set<ThreadLog>();
    const close = async () => {
      for (const log of [...logs]) await log.close();
    };
    scope.defer(close);
    const logOf = (meta: SessionMeta): ThreadLog => {
      let open = true;
      let last: Promise<void> = Promise.resolve();
      const keep = (lines: readonly RolloutLine[]) => {
        if (!open) throw tenonError({ code: 'thread_lease_lost', message: `the log of ${meta.id} is closed` });
        const fault = store.fault(meta.id, lines);
        if (fault) throw fault;
        let kept = threads.get(meta.id);
        if (!kept) {
          const { timestamp } = lines[0] ?? meta;
          kept = { meta, lines: [{ timestamp, type: 'session_meta', payload: meta }], held: true };
          threads.set(meta.id, kept);
        }
        kept.lines.push(...lines);
      };
      const log: ThreadLog = {
        threadId: meta.id,
        path: null,
        append: (lines) => {
          if (!store.later) return keep(lines);
          // Each one after the one before, and no sooner than the event loop's next round.
          const mine = last.then(() => new Promise<void>((resolve) => setImmediate(resolve))).then(() => keep(lines));
          last = mine.catch(() => {});
          return mine;
        },
        close: async () => {
          await last;
          if (!open) return;
          open = false;
          logs.delete(log);
          const kept = threads.get(meta.id);
          if (kept) kept.held = false;
        },
      };
      logs.add(log);
      return log;
    };
    return {
      name: 'test',
      create: logOf,
      open: async (ref: ThreadRef): Promise<OpenedThread> => {
        const kept = find(ref);
        mustBeFree(kept);
        kept.held = true;
        await store.opening(kept.meta.id);
        return { ...read(kept), log: logOf(kept.meta) };
      },
      read: async (ref: ThreadRef) => read(find(ref)),
      fork: async (ref: ThreadRef, meta: SessionMeta): Promise<OpenedThread> => {
        const { lines } = find(ref);
        const first: RolloutLine = { timestamp: meta.timestamp, type: 'session_meta', payload: meta };
        const kept: KeptThread = { meta, lines: [first, ...lines], held: true };
        const fault = store.fault(meta.id, kept.lines);
        if (fault) throw fault;
        threads.set(meta.id, kept);
        return { ...read(kept), log: logOf(meta) };
      },
      archive: async (id: string) => move(id, true),
      unarchive: async (id: string) => move(id, false),
      list: async (query: Parameters<typeof pageOf>[1]) =>
        pageOf(
          [...threads.values()].map((kept) => read(kept).summary),
          query,
        ),
      close,
    };
  }
  return store;
}
