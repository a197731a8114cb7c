import type { FileStat, FileSystem } from '@tenon/plugin-api/environment';
import { writeAtomically } from './atomic-write.ts';

/** This machine's files. Errors are Node's. */
export function createFileSystem(): FileSystem {
  const fs = () => process.getBuiltinModule('node:fs').promises;
  return {
    readFile: (path) => fs().readFile(path),
    writeFile: writeAtomically,
    makeDirectory: async (path) => {
      await fs().mkdir(path, { recursive: true });
    },
    remove: (path) => fs().unlink(path),
    rename: (from, to) => fs().rename(from, to),
    stat,
    realPath: (path) => fs().realpath(path),
    readDirectory: (path) => fs().readdir(path),
  };
}

async function stat(path: string): Promise<FileStat | undefined> {
  try {
    const found = await process.getBuiltinModule('node:fs').promises.stat(path);
    return {
      kind: found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other',
      size: found.size,
      modifiedAt: found.mtimeMs,
      mode: found.mode & 0o7777,
    };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
