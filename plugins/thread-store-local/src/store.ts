import { closeSync, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isTenonError } from '@tenon/plugin-api';
import type { Logger } from '@tenon/plugin-api/logger';
import type {
  OpenedThread,
  StoredThread,
  ThreadLog,
  ThreadRef,
  ThreadStore,
  ThreadSummary,
} from '@tenon/plugin-api/thread-store';
import type { SessionMeta } from '@tenon/protocol';
import { encodeLine, firstMeta, type SkippedLine, summarizeLines } from '@tenon/thread-store';
import { createBlobs } from './blobs.ts';
import type { Catalog } from './catalog.ts';
import { notFound, unreadable, writeFault } from './fault.ts';
import { type FileEnd, fileLines, readEnd } from './file-lines.ts';
import { findByName } from './find.ts';
import { isArchived, layoutOf, livePath, newPath, parseName, stampTime } from './layout.ts';
import { createLeases } from './lease.ts';
import { createLog, type LogOptions, metaLine } from './log.ts';
import { isToBeShared, rolloutLines, writeSharedFork } from './shared-lines.ts';
import { copyThread, moveFile } from './thread-files.ts';

export interface LocalStoreOptions {
  /** Absolute. */
  readonly home: string;
  readonly logger: Logger;
}

/** The index follows the files by this much, in milliseconds. */
const INDEX_DELAY_MS = 100;
/** So many summaries are kept. */
const SUMMARIES = 64;

/** Threads as rollout files under `home`. Nothing is touched until the first call that needs it. */
export function createLocalStore({ home, logger }: LocalStoreOptions): ThreadStore {
  const layout = layoutOf(home);
  const leases = createLeases(layout.leases);
  const blobs = createBlobs(layout.blobs);
  const logs = new Set<ThreadLog>();
  const changed = new Set<string>();
  /** Of the files that were read last: one that did not change is not searched again for its name. */
  const summaries = new Map<string, { readonly size: number; readonly summary: ThreadSummary }>();
  let catalog: Catalog | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closing: Promise<void> | undefined;

  const getCatalog = async () => {
    const module = await import('./catalog.ts');
    catalog ??= new module.Catalog(layout, logger);
    return catalog;
  };

  const updateIndex = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (changed.size === 0) return;
    const to = await getCatalog();
    const paths = [...changed];
    changed.clear();
    to.update(paths);
  };

  const followIndex = () =>
    updateIndex().catch((error: unknown) =>
      logger.warn('the thread index could not be updated', { cause: String(error) }),
    );

  const openLog = (options: Omit<LogOptions, 'blobs' | 'acquire' | 'written' | 'closed'>): ThreadLog => {
    const log = createLog({
      ...options,
      blobs,
      acquire: () => leases.acquire(options.threadId),
      written: () => {
        changed.add(options.path);
        clearTimeout(timer);
        timer = setTimeout(followIndex, INDEX_DELAY_MS).unref();
      },
      closed: async () => {
        logs.delete(log);
        await followIndex();
      },
    });
    logs.add(log);
    return log;
  };

  const find = async (ref: ThreadRef): Promise<string> => {
    if ('path' in ref) return ref.path;
    const path = findByName(layout, ref.id) ?? (await (await getCatalog()).find(ref.id))[0];
    if (path === undefined) throw notFound(ref);
    return path;
  };

  const load = async (path: string, ref: ThreadRef) => {
    const file = endOf(path, ref);
    const lines = rolloutLines({ path, end: file.end, folder: layout.shared, blobs, onDamage: tellDamage });
    const meta = await firstMeta(lines);
    const stamp = parseName(basename(path))?.stamp;
    const createdAt = stamp === undefined ? Number.NaN : stampTime(stamp);
    // These say what a summary needs: in a fork, stand-ins are among them for what it shares.
    const own = fileLines({ path, end: file.end, blobs, onDamage: (line) => tellDamage(path, line) });
    const before = summaries.get(path);
    const isKnown = before && before.size === file.size && before.summary.updatedAt === file.updatedAt;
    const summary = isKnown
      ? before.summary
      : await summarizeLines(own, {
          path,
          archived: isArchived(layout, path),
          updatedAt: file.updatedAt,
          ...(Number.isNaN(createdAt) ? {} : { createdAt }),
        });
    if (!summary || !meta) throw unreadable(path, 'it has no session_meta');
    summaries.delete(path);
    summaries.set(path, { size: file.size, summary });
    for (const oldest of summaries.keys()) if (summaries.size > SUMMARIES) summaries.delete(oldest);
    return { stored: { summary, meta, lines }, file };
  };

  const damaged = new Set<string>();
  const tellDamage = (file: string, { offset, reason }: SkippedLine) => {
    // Lines of types of a newer program are no damage.
    if (damaged.has(file) || reason.startsWith('unknown type')) return;
    damaged.add(file);
    logger.warn('a line of a rollout cannot be read as it stands; the others are read', { file, offset, reason });
  };

  const openPath = async (path: string, ref: ThreadRef): Promise<OpenedThread> => {
    for (;;) {
      const { stored, file } = await load(path, ref);
      const { unterminated, torn } = file;
      const log = openLog({ threadId: stored.summary.id, path, unterminated });
      try {
        // Whoever held the lease until now may have written on.
        if (cutTorn(path, file)) {
          if (!torn) return { ...stored, log };
          const repair = { bytes: torn.bytes, message: `${torn.message}; it was cut off ${path}` };
          logger.warn('a torn last line was cut off a rollout', {
            file: path,
            bytes: torn.bytes,
            offset: torn.offset,
          });
          return { ...stored, log, repair };
        }
      } catch (error) {
        await log.close();
        throw error;
      }
      await log.close();
    }
  };

  const move = async (id: string, archived: boolean): Promise<ThreadSummary> => {
    const from = await find({ id });
    const to = archived ? join(layout.archived, basename(from)) : livePath(layout, from);
    const { stored } = await load(from, { id });
    if (stored.summary.archived === archived) return stored.summary;
    const lease = leases.acquire(stored.summary.id);
    try {
      moveFile(from, to);
    } finally {
      lease.release();
    }
    changed.add(from).add(to);
    await followIndex();
    return (await load(to, { id })).stored.summary;
  };

  return {
    name: 'local',
    create(meta: SessionMeta) {
      return openLog({ threadId: meta.id, path: newPath(layout, meta), meta });
    },
    open: async (ref) => openPath(await find(ref), ref),
    read: async (ref): Promise<StoredThread> => (await load(await find(ref), ref)).stored,
    async fork(ref, meta) {
      const from = await find(ref);
      const { stored, file } = await load(from, ref);
      const path = newPath(layout, meta);
      const { end } = file;
      if (!isToBeShared(from, end)) copyThread({ from, end, path, head: encodeLine(metaLine(meta)) });
      else writeSharedFork({ folder: layout.shared, from, end, path, meta, parent: stored.summary });
      changed.add(path);
      return openPath(path, { id: meta.id });
    },
    archive: (id) => move(id, true),
    unarchive: (id) => move(id, false),
    async list(query) {
      await followIndex();
      return (await getCatalog()).list(query);
    },
    close() {
      closing ??= (async () => {
        await Promise.all([...logs].map((log) => log.close()));
        await followIndex();
        catalog?.close();
      })();
      return closing;
    },
  };
}

/** The error of a thread that is gone names what was asked for. */
function endOf(path: string, ref: ThreadRef): FileEnd {
  try {
    return readEnd(path);
  } catch (error) {
    throw isTenonError(error) && error.code === 'thread_not_found' ? notFound(ref) : error;
  }
}

/** Cuts what is torn off the file; false when the file is not as it was read. */
function cutTorn(path: string, { size, torn }: FileEnd): boolean {
  let fd: number | undefined;
  try {
    fd = openSync(path, torn ? 'r+' : 'r');
    if (fstatSync(fd).size !== size) return false;
    if (torn) ftruncateSync(fd, torn.offset);
    return true;
  } catch (error) {
    throw writeFault(path, error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
