import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, type Stats } from 'node:fs';
import { basename } from 'node:path';
import type { Logger } from '@tenon/plugin-api/logger';
import type { OpenedThread, StoredThread, ThreadLog, ThreadRef, ThreadStore } from '@tenon/plugin-api/thread-store';
import type { SessionMeta } from '@tenon/protocol';
import { type ParsedLines, parseLines, summarize } from '@tenon/thread-store';
import type { Catalog } from './catalog.ts';
import { errno, notFound, readFault, unreadable, writeFault } from './fault.ts';
import { findByName } from './find.ts';
import { isArchived, layoutOf, parseName, rolloutPath, stampTime } from './layout.ts';
import { createLeases } from './lease.ts';
import { createLog, type LogOptions } from './log.ts';

export interface LocalStoreOptions {
  /** Absolute. */
  readonly home: string;
  readonly logger: Logger;
}

/** The index follows the files by this much, in milliseconds. */
const INDEX_DELAY_MS = 100;

/** Threads as rollout files under `home`. Nothing is touched until the first call that needs it. */
export function createLocalStore({ home, logger }: LocalStoreOptions): ThreadStore {
  const layout = layoutOf(home);
  const leases = createLeases(layout.leases);
  const logs = new Set<ThreadLog>();
  const changed = new Set<string>();
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

  const openLog = (options: Omit<LogOptions, 'acquire' | 'written' | 'closed'>): ThreadLog => {
    const log = createLog({
      ...options,
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

  const load = (path: string, ref: ThreadRef) => {
    const { bytes, stats } = readWhole(path, ref);
    const parsed = parseLines(bytes);
    const stamp = parseName(basename(path))?.stamp;
    const createdAt = stamp === undefined ? Number.NaN : stampTime(stamp);
    const summary = summarize(parsed.lines, {
      path,
      archived: isArchived(layout, path),
      updatedAt: Math.trunc(stats.mtimeMs),
      ...(Number.isNaN(createdAt) ? {} : { createdAt }),
    });
    if (!summary) throw unreadable(path, 'it has no session_meta');
    return { summary, lines: parsed.lines, parsed, size: bytes.length };
  };

  return {
    name: 'local',
    create(meta: SessionMeta) {
      const time = new Date(meta.timestamp);
      const path = rolloutPath(layout, meta.id, Number.isNaN(time.getTime()) ? new Date() : time);
      return openLog({ threadId: meta.id, path, meta });
    },
    async open(ref): Promise<OpenedThread> {
      const path = await find(ref);
      for (let loaded = load(path, ref); ; loaded = load(path, ref)) {
        const { summary, lines, parsed } = loaded;
        const log = openLog({ threadId: summary.id, path, unterminated: parsed.unterminated ?? false });
        try {
          // Whoever held the lease until now may have written on.
          if (cutTorn(path, loaded.size, parsed)) {
            const { torn } = parsed;
            if (!torn) return { summary, lines, log };
            const repair = { bytes: torn.bytes, message: `${torn.message}; it was cut off ${path}` };
            logger.warn('a torn last line was cut off a rollout', {
              file: path,
              bytes: torn.bytes,
              offset: torn.offset,
            });
            return { summary, lines, log, repair };
          }
        } catch (error) {
          await log.close();
          throw error;
        }
        await log.close();
      }
    },
    async read(ref): Promise<StoredThread> {
      const { summary, lines } = load(await find(ref), ref);
      return { summary, lines };
    },
    list: async (query) => (await getCatalog()).list(query),
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

function readWhole(path: string, ref: ThreadRef): { bytes: Buffer; stats: Stats } {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const stats = fstatSync(fd);
    return { bytes: readFileSync(fd), stats };
  } catch (error) {
    if (errno(error) === 'ENOENT') throw notFound(ref);
    throw errno(error) === 'EISDIR' ? unreadable(path, 'it is a folder', error) : readFault(path, error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Cuts what is torn off the file; false when the file is not as it was read. */
function cutTorn(path: string, size: number, { torn }: ParsedLines): boolean {
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
