import { tenonError } from '@tenon/plugin-api';
import type {
  LineFilter,
  StoredThread,
  ThreadLines,
  ThreadLog,
  ThreadRef,
  ThreadStore,
  ThreadSummary,
} from '@tenon/plugin-api/thread-store';
import type { SessionMeta } from '@tenon/protocol';
import {
  addWords,
  encodeLine,
  isListed,
  lineText,
  pageOf,
  parseLines,
  sessionMeta,
  summarize,
  wants,
} from '@tenon/thread-store';

const PLUGIN = 'tenon.thread-store-memory';

interface Kept {
  /** As a file would hold them: whoever reads gets lines of his own. */
  readonly lines: string[];
  updatedAt: number;
  archived: boolean;
  summary: ThreadSummary | undefined;
}

/** Threads in the memory of this process, gone with it. */
export function createMemoryStore(): ThreadStore {
  const threads = new Map<string, Kept>();
  const held = new Map<string, string>();
  const logs = new Set<ThreadLog>();

  const acquire = (threadId: string) => {
    const since = held.get(threadId);
    if (since !== undefined)
      throw tenonError({
        code: 'thread_locked',
        message: `thread ${threadId} is in use by this process, since ${since}`,
        mend: 'Close it there first.',
        plugin: PLUGIN,
      });
    held.set(threadId, new Date().toISOString());
  };

  const createLog = (threadId: string, meta?: SessionMeta): ThreadLog => {
    let isHeld = meta === undefined;
    let closed = false;
    if (isHeld) acquire(threadId);
    const log: ThreadLog = {
      threadId,
      path: null,
      append(lines) {
        if (closed)
          throw tenonError({
            code: 'thread_lease_lost',
            message: `thread ${threadId} can no longer be written here: its log was closed`,
            mend: 'Open the thread again to go on with it.',
            plugin: PLUGIN,
          });
        if (lines.length === 0) return;
        // All or none: a line that has no JSON throws before anything is kept.
        const encoded = lines.map(encodeLine);
        if (!isHeld) acquire(threadId);
        isHeld = true;
        const kept = threads.get(threadId) ?? { lines: [], updatedAt: 0, archived: false, summary: undefined };
        if (kept.lines.length === 0 && meta)
          kept.lines.push(encodeLine({ timestamp: meta.timestamp, type: 'session_meta', payload: meta }));
        for (const line of encoded) kept.lines.push(line);
        kept.updatedAt = Math.max(Date.now(), kept.updatedAt);
        kept.summary = undefined;
        threads.set(threadId, kept);
      },
      async close() {
        if (closed) return;
        closed = true;
        logs.delete(log);
        if (isHeld) held.delete(threadId);
      },
    };
    logs.add(log);
    return log;
  };

  const find = (ref: ThreadRef): Kept => {
    const kept = 'id' in ref ? threads.get(ref.id) : undefined;
    if (kept) return kept;
    throw tenonError({
      code: 'thread_not_found',
      message:
        'id' in ref
          ? `no rollout found for thread id ${ref.id}`
          : `no rollout file at ${ref.path}: threads are kept in memory`,
      mend: 'List the threads to see which there are.',
      plugin: PLUGIN,
    });
  };

  const load = (ref: ThreadRef): StoredThread => {
    const kept = find(ref);
    const { summary, meta } = read(kept);
    return { summary, meta, lines: keptLines(kept) };
  };

  const move = (id: string, archived: boolean): ThreadSummary => {
    const kept = find({ id });
    acquire(id);
    held.delete(id);
    kept.archived = archived;
    kept.summary = undefined;
    return read(kept).summary;
  };

  const listed = (): ThreadSummary[] =>
    [...threads.values()].flatMap((kept) => {
      kept.summary ??= read(kept).listed;
      return kept.summary ? [kept.summary] : [];
    });

  return {
    name: 'memory',
    create: (meta) => createLog(meta.id, meta),
    async open(ref) {
      const stored = load(ref);
      return { ...stored, log: createLog(stored.summary.id) };
    },
    read: async (ref) => load(ref),
    async fork(ref, meta) {
      const { lines } = find(ref);
      const first = encodeLine({ timestamp: meta.timestamp, type: 'session_meta', payload: meta });
      const log = createLog(meta.id);
      threads.set(meta.id, {
        lines: [first, ...lines],
        updatedAt: Date.now(),
        archived: false,
        summary: undefined,
      });
      return { ...load({ id: meta.id }), log };
    },
    archive: async (id) => move(id, true),
    unarchive: async (id) => move(id, false),
    list: async (query) => pageOf(listed(), query, ({ id }) => wordsOf(threads.get(id)?.lines ?? [])),
    async close() {
      await Promise.all([...logs].map((log) => log.close()));
    },
  };
}

function wordsOf(lines: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const line of parseLines(lines.join('')).lines) addWords(lineText(line), words);
  return words;
}

/** The lines as they stand now: whoever reads gets objects of his own. */
function keptLines({ lines }: Kept): ThreadLines {
  const { length } = lines;
  const parse = (filter: LineFilter | undefined) =>
    parseLines(lines.slice(0, length).join('')).lines.filter((line) => wants(filter, line));
  return {
    async *forward(filter) {
      yield parse(filter);
    },
    async *backward(filter) {
      yield parse(filter).reverse();
    },
  };
}

function read(kept: Kept): {
  summary: ThreadSummary;
  meta: SessionMeta;
  listed: ThreadSummary | undefined;
} {
  const { lines } = parseLines(kept.lines.join(''));
  const meta = sessionMeta(lines);
  const summary = summarize(lines, { path: null, archived: kept.archived, updatedAt: kept.updatedAt });
  if (!summary || !meta) throw new Error('a thread in memory has no meta line');
  return { summary, meta, listed: isListed(lines) ? summary : undefined };
}
