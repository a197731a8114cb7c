import type { Stats } from 'node:fs';

/** The names Node gives the refusals of its `cp`, and what the system calls them. */
const refusals: Readonly<Record<string, string>> = {
  ERR_FS_EISDIR: 'EISDIR',
  ERR_FS_CP_EINVAL: 'EINVAL',
  ERR_FS_CP_FIFO_PIPE: 'EINVAL',
  ERR_FS_CP_SOCKET: 'EINVAL',
  ERR_FS_CP_UNKNOWN: 'EINVAL',
  ERR_FS_CP_DIR_TO_NON_DIR: 'ENOTDIR',
  ERR_FS_CP_NON_DIR_TO_DIR: 'EISDIR',
  ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY: 'EINVAL',
};

/** A file, a link as a link, or with `recursive` a folder. Errors carry the system's codes. */
export async function copy(
  from: string,
  to: string,
  { recursive = false }: { readonly recursive?: boolean } = {},
): Promise<void> {
  const fs = process.getBuiltinModule('node:fs').promises;
  const { dirname } = process.getBuiltinModule('node:path');
  const source = await fs.lstat(from);
  if (!copyable(source)) throw failure('EINVAL', `only files, folders and links are copied, not '${from}'`, from);
  // Node's copy makes missing parents of a file; the contract does not.
  if (!source.isDirectory()) await fs.stat(dirname(to));
  try {
    await fs.cp(from, to, {
      recursive,
      verbatimSymlinks: true,
      // A pipe or a device cannot be copied, and reading it might never end.
      filter: async (each) => copyable(await fs.lstat(each)),
    });
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const known = refusals[code];
    throw known ? failure(known, message, from, error) : error;
  }
}

const copyable = (stats: Stats) => stats.isFile() || stats.isDirectory() || stats.isSymbolicLink();

const failure = (code: string, message: string, path: string, cause?: unknown): Error =>
  Object.assign(new Error(`${code}: ${message}`, { cause }), { code, path });
