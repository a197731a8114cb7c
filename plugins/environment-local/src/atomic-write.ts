import type { Stats } from 'node:fs';

/**
 * Replaces a file's content in one step: readers see the old content or the new, and a full disk leaves the old.
 * Writes to where a link points, unless it is not to be followed: then it is replaced. An existing file keeps its mode and, where allowed, its owner.
 * Where the folder may not be written to but the file may, it is written in place, and put back when that fails.
 */
export async function writeAtomically(
  path: string,
  data: Uint8Array | string,
  { followLinks = true }: { readonly followLinks?: boolean } = {},
): Promise<void> {
  const { promises: fs, constants } = process.getBuiltinModule('node:fs');
  const target = followLinks ? await endOfLinks(path) : path;
  const found = await fs.lstat(target).catch(ignoreMissing);
  const existing = found?.isSymbolicLink() ? undefined : found;
  // A device or a pipe is written to, not replaced; a folder refuses with EISDIR.
  if (existing && !existing.isFile()) {
    return fs.writeFile(target, data, { flag: constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW });
  }
  const { dirname, join } = process.getBuiltinModule('node:path');
  const temporary = join(dirname(target), `.tenon-${crypto.randomUUID()}.tmp`);
  try {
    await writeNew(temporary, data, existing);
  } catch (error) {
    if (existing && ['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) return writeInPlace(target, data);
    throw error;
  }
  try {
    await fs.rename(temporary, target);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}

/** The file at the end of a chain of links, which need not exist. */
async function endOfLinks(path: string): Promise<string> {
  const fs = process.getBuiltinModule('node:fs').promises;
  const { dirname, resolve } = process.getBuiltinModule('node:path');
  try {
    return await fs.realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const link = await fs.readlink(path).catch(() => undefined);
  return link === undefined ? path : endOfLinks(resolve(await fs.realpath(dirname(path)), link));
}

async function writeNew(path: string, data: Uint8Array | string, replaced: Stats | undefined): Promise<void> {
  const fs = process.getBuiltinModule('node:fs').promises;
  const file = await fs.open(path, 'wx', replaced ? 0o600 : 0o666);
  try {
    await file.writeFile(data);
    if (replaced) {
      const own = await file.stat();
      if (own.uid !== replaced.uid || own.gid !== replaced.gid) await file.chown(replaced.uid, replaced.gid);
      await file.chmod(replaced.mode & 0o7777);
    }
  } catch (error) {
    await file.close();
    await fs.rm(path, { force: true });
    throw error;
  }
  await file.close();
}

async function writeInPlace(path: string, data: Uint8Array | string): Promise<void> {
  const { promises: fs, constants } = process.getBuiltinModule('node:fs');
  const file = await fs.open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    const before = await file.readFile();
    const after = typeof data === 'string' ? Buffer.from(data) : data;
    try {
      await writeAt(file, after);
    } catch (error) {
      await writeAt(file, before);
      throw error;
    }
  } finally {
    await file.close();
  }
}

async function writeAt(
  file: Awaited<ReturnType<typeof import('node:fs/promises').open>>,
  data: Uint8Array,
): Promise<void> {
  for (let at = 0; at < data.length; ) at += (await file.write(data, at, data.length - at, at)).bytesWritten;
  await file.truncate(data.length);
}

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
