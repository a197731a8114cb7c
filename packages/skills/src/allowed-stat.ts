import { isTenonError } from '@tenon/plugin-api';
import type { FileStat, FileSystem } from '@tenon/plugin-api/environment';

/** undefined: nothing is there, or nothing that may be read, which is the same to a reader. */
export async function allowedStat(files: Pick<FileSystem, 'stat'>, path: string): Promise<FileStat | undefined> {
  try {
    return await files.stat(path);
  } catch (error) {
    if (isTenonError(error) && error.code === 'sandbox_denied') return undefined;
    throw error;
  }
}
