import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { changedMeanwhile } from './conflict.ts';
import type { SourceBytes } from './read-source.ts';
import { errno } from './source-error.ts';

/** Whether others may read what is written: a project's files, not those of the home. */
export interface Sharing {
  readonly shared: boolean;
}

const modeOf = ({ shared }: Sharing, executable: boolean): number =>
  (shared ? 0o644 : 0o600) | (executable ? (shared ? 0o111 : 0o100) : 0);

const makeFolder = (folder: string, { shared }: Sharing) =>
  mkdir(folder, { recursive: true, mode: shared ? 0o755 : 0o700 });

async function writeSynced(file: string, bytes: string | Uint8Array, mode: number): Promise<void> {
  await using handle = await open(file, 'wx', mode);
  await handle.writeFile(bytes);
  await handle.sync();
}

/** Puts a whole file where none is. Throws `external_import_conflict` otherwise. */
export async function writeNewFile(file: string, text: string, sharing: Sharing): Promise<void> {
  await makeFolder(dirname(file), sharing);
  const temporary = `${file}.${crypto.randomUUID()}.tmp`;
  try {
    await writeSynced(temporary, text, modeOf(sharing, false));
    await give(temporary, file);
  } catch (error) {
    throw errno(error) === 'EEXIST' ? changedMeanwhile(file, error) : error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function give(temporary: string, file: string): Promise<void> {
  try {
    await link(temporary, file);
  } catch (error) {
    // Some file systems have no second names.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(errno(error))) throw error;
    await copyFile(temporary, file, constants.COPYFILE_EXCL);
  }
}

/** Puts another text in a file's place, if it is still what it was; its mode stays. False: it is not, and nothing was done. */
export async function replaceText(file: string, text: string, unchanged: () => Promise<boolean>): Promise<boolean> {
  const temporary = `${file}.${crypto.randomUUID()}.tmp`;
  try {
    await writeSynced(temporary, text, (await stat(file)).mode & 0o777);
    if (!(await unchanged())) return false;
    await rename(temporary, file);
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Puts a whole folder where none is. Throws `external_import_conflict` otherwise. */
export async function writeNewFolder(
  folder: string,
  files: ReadonlyMap<string, SourceBytes>,
  sharing: Sharing,
): Promise<void> {
  await makeFolder(dirname(folder), sharing);
  const temporary = join(dirname(folder), `.${crypto.randomUUID()}.tmp`);
  try {
    for (const [path, { bytes, executable }] of files) {
      const file = join(temporary, path);
      await makeFolder(dirname(file), sharing);
      await writeSynced(file, bytes, modeOf(sharing, executable));
    }
    // The name is taken first: a rename takes the place of an empty folder, and of that one only.
    await mkdir(folder).catch((error: unknown) => {
      throw errno(error) === 'EEXIST' ? changedMeanwhile(folder, error) : error;
    });
    try {
      await rename(temporary, folder);
    } catch (error) {
      await rmdir(folder);
      throw error;
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
