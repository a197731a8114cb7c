import { readdirSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import { errno, readFault } from './fault.ts';
import type { IndexDb } from './index-db.ts';
import { type Layout, parseName } from './layout.ts';

/** A rollout file, by its name alone. */
export interface RolloutFile {
  readonly path: string;
  readonly stamp: string;
  readonly id: string;
}

/** Year, month, day. */
const DEPTH = 3;

interface Content {
  readonly folders: readonly string[];
  readonly files: readonly RolloutFile[];
}

/** What a folder of the tree holds that may matter; nothing for one that is not there. Throws `thread_store_failed`. */
function readFolder(path: string, depth: number): Content {
  const folders: string[] = [];
  const files: RolloutFile[] = [];
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (depth > 0 && /^\d+$/.test(entry.name) && !entry.isFile()) folders.push(`${path}${sep}${entry.name}`);
      const name = depth === 0 && !entry.isDirectory() ? parseName(entry.name) : undefined;
      if (name) files.push({ path: `${path}${sep}${entry.name}`, ...name });
    }
  } catch (error) {
    if (errno(error) === 'ENOENT') return { folders, files };
    throw readFault(path, error);
  }
  return { folders, files };
}

function folderTime(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  } catch (error) {
    throw readFault(path, error);
  }
}

/** All rollout files, in no order to rely on; the archived ones or the others. Throws `thread_store_failed` naming the folder. */
export function rolloutFiles(layout: Layout, archived: boolean): RolloutFile[] {
  const found: RolloutFile[] = [];
  const visit = (path: string, depth: number) => {
    const { folders, files } = readFolder(path, depth);
    found.push(...files);
    for (const folder of folders.toSorted().reverse()) visit(folder, depth - 1);
  };
  if (archived) visit(layout.archived, 0);
  else visit(layout.sessions, DEPTH);
  return found;
}

/** A folder changed so lately that a change right now could leave its time as it is: it is read again next time. */
const SETTLED_MS = 3000;

/**
 * Brings the folders and file names of the index up to date, by the times of the folders. Yields after each folder that changed,
 * with the work still to be done: call it within a transaction.
 */
export function* folderChanges(db: IndexDb, layout: Layout): Generator<() => void, void> {
  const known = db.folders();
  const queue: { path: string; parent: string | null; depth: number; archived: boolean }[] = [
    { path: layout.sessions, parent: null, depth: DEPTH, archived: false },
    { path: layout.archived, parent: null, depth: 0, archived: true },
  ];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { path, parent, depth, archived } = next;
    const now = Date.now();
    const mtime = folderTime(path);
    const row = known.get(path);
    let folders = row?.children ?? [];
    if (mtime === undefined) {
      if (row) yield () => db.removeFolder(path);
      continue;
    }
    if (row?.mtime !== mtime) {
      const content = readFolder(path, depth);
      const gone = folders.filter((folder) => !content.folders.includes(folder));
      folders = content.folders;
      yield () => {
        for (const folder of gone) db.removeFolder(folder);
        const names = new Set(content.files.map((file) => file.path));
        const before = new Set(db.filesIn(path));
        for (const file of before) if (!names.has(file)) db.removeFile(file);
        for (const file of content.files)
          if (!before.has(file.path)) db.addFile({ path: file.path, folder: path, fileId: file.id, archived });
        db.putFolder(path, parent, mtime < now - SETTLED_MS ? mtime : null);
      };
    }
    for (const folder of folders.toSorted()) queue.push({ path: folder, parent: path, depth: depth - 1, archived });
  }
}
