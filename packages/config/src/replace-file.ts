import { mkdir, open, readlink, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isTenonError, type TenonError, tenonError } from '@tenon/plugin-api';

const errno = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const MENDS: Record<string, readonly [problem: string, mend: string]> = {
  EACCES: ['permission denied', 'Let your user write the folder.'],
  EPERM: ['permission denied', 'Let your user write the folder.'],
  EROFS: ['the file system is read-only', 'Choose a home that can be written.'],
  ENOSPC: ['the disk is full', 'Make room on it.'],
  EDQUOT: ['the disk quota is used up', 'Make room on it.'],
  ENOTDIR: ['a part of its path is not a folder', 'Name a folder as the home.'],
  ELOOP: ['its links go round in a circle', 'Put a file in place of the link.'],
};

/** What a failed write means to who set the file up. The file is as it was. */
export function unwritable(file: string, error: unknown): TenonError {
  if (isTenonError(error)) return error;
  const [problem, mend] = MENDS[errno(error)] ?? [String(error), 'Mend what the message names.'];
  const message = `cannot write ${file}: ${problem}`;
  return tenonError({ code: 'config_unwritable', message, mend: `${mend} Nothing was changed.`, file, cause: error });
}

/** The file that a name means: links are followed, the last one even to a file that is not there yet. Its folder is made. */
export async function targetOf(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  try {
    return await realpath(file);
  } catch (error) {
    if (errno(error) !== 'ENOENT') throw error;
  }
  try {
    return resolve(dirname(file), await readlink(file));
  } catch (error) {
    if (!['ENOENT', 'EINVAL'].includes(errno(error))) throw error;
    return join(await realpath(dirname(file)), basename(file));
  }
}

/** Puts a text in a file's place at once, mode 0600. False: `unchanged` found the file changed, and nothing was done. */
export async function replaceFile(file: string, text: string, unchanged: () => boolean): Promise<boolean> {
  const temporary = `${file}.${crypto.randomUUID()}.tmp`;
  try {
    await using handle = await open(temporary, 'wx', 0o600);
    await handle.writeFile(text);
    await handle.sync();
    if (!unchanged()) return false;
    await rename(temporary, file);
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}
