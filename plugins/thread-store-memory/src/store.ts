import { tenonError } from '@tenon/plugin-api';
import type { StoredThread, ThreadLog, ThreadRef, ThreadStore, ThreadSummary } from '@tenon/plugin-api/thread-store';
import type { RolloutLine, SessionMeta } from '@tenon/protocol';
import { encodeLine, isListed, pageOf, parseLines, summarize } from '@tenon/thread-store';

const PLUGIN = 'tenon.thread-store-memory';

interface Kept {
  /** As a file would hold them: whoever reads gets lines of his own. */
  readonly lines: string[];
  updatedAt: number;
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
        const kept = threads.get(threadId) ?? { lines: [], updatedAt: 0, summary: undefined };
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

  const load = (ref: ThreadRef): StoredThread & { readonly id: string } => {
    const kept = 'id' in ref ? threads.get(ref.id) : undefined;
    const thread = kept && read(kept);
    if (!thread)
      throw tenonError({
        code: 'thread_not_found',
        message:
          'id' in ref
            ? `no rollout found for thread id ${ref.id}`
            : `no rollout file at ${ref.path}: threads are kept in memory`,
        mend: 'List the threads to see which there are.',
        plugin: PLUGIN,
      });
    return { ...thread, id: thread.summary.id };
  };

  const listed = (): ThreadSummary[] =>
    [...threads.values()].flatMap((kept) => {
      kept.summary ??= read(kept)?.listed;
      return kept.summary ? [kept.summary] : [];
    });

  return {
    name: 'memory',
    create: (meta) => createLog(meta.id, meta),
    async open(ref) {
      const { id, summary, lines } = load(ref);
      return { summary, lines, log: createLog(id) };
    },
    async read(ref) {
      const { summary, lines } = load(ref);
      return { summary, lines };
    },
    list: async (query) => pageOf(listed(), query),
    async close() {
      await Promise.all([...logs].map((log) => log.close()));
    },
  };
}

function read(
  kept: Kept,
): { summary: ThreadSummary; listed: ThreadSummary | undefined; lines: RolloutLine[] } | undefined {
  const { lines } = parseLines(kept.lines.join(''));
  const summary = summarize(lines, { path: null, archived: false, updatedAt: kept.updatedAt });
  return summary ? { summary, lines, listed: isListed(lines) ? summary : undefined } : undefined;
}
