import type { Stats } from 'node:fs';
import type { DirectoryEntry, FileStat, FileSystem } from '@tenon/plugin-api/environment';
import { writeAtomically } from './atomic-write.ts';
import { copy } from './copy.ts';
import { pinOf } from './pin.ts';
import { watch } from './watch.ts';

/** This machine's files. Errors are Node's. */
export function createFileSystem(): FileSystem {
  const fs = () => process.getBuiltinModule('node:fs').promises;
  const stat = (path: string) => statOf(fs().stat(path));
  const pin = pinOf(process.platform);
  return {
    ...(pin && { pin }),
    readFile: (path) => fs().readFile(path),
    writeFile: writeAtomically,
    makeDirectory: async (path, { recursive = true } = {}) => {
      await fs().mkdir(path, { recursive });
    },
    remove: (path) => fs().unlink(path),
    removeDirectory: async (path, { recursive = false } = {}) => {
      if (!recursive) return fs().rmdir(path);
      if (!(await fs().lstat(path)).isDirectory()) {
        throw Object.assign(new Error(`ENOTDIR: not a directory, rm '${path}'`), { code: 'ENOTDIR', path });
      }
      await fs().rm(path, { recursive });
    },
    copy,
    rename: (from, to) => fs().rename(from, to),
    stat,
    linkStat: (path) => statOf(fs().lstat(path)),
    realPath: (path) => fs().realpath(path),
    readDirectory: (path) => fs().readdir(path),
    readEntries: (path) => readEntries(path, stat),
    watch,
  };
}

async function readEntries(path: string, stat: FileSystem['stat']): Promise<readonly DirectoryEntry[]> {
  const { join } = process.getBuiltinModule('node:path');
  const found = await process.getBuiltinModule('node:fs').promises.readdir(path, { withFileTypes: true });
  const entries: DirectoryEntry[] = [];
  for (const entry of found) {
    const { name } = entry;
    // A link of a loop, or into a folder that may not be read, is as good as one that leads nowhere.
    const target = entry.isSymbolicLink() ? await stat(join(path, name)).catch(() => undefined) : undefined;
    entries.push({ name, kind: target?.kind ?? kindOf(entry) });
  }
  return entries;
}

const kindOf = (of: Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): FileStat['kind'] => {
  if (of.isSymbolicLink()) return 'symlink';
  return of.isFile() ? 'file' : of.isDirectory() ? 'directory' : 'other';
};

async function statOf(stats: Promise<Stats>): Promise<FileStat | undefined> {
  try {
    const found = await stats;
    return {
      kind: kindOf(found),
      size: found.size,
      modifiedAt: found.mtimeMs,
      createdAt: found.birthtimeMs,
      mode: found.mode & 0o7777,
    };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
