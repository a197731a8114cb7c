import { service } from './point.ts';

/** Lists what a person may look for by name. */
export interface FileSearch {
  /**
   * The files under a folder, some at a time, as paths relative to it with `/`; without what `.gitignore` and its like leave out, and
   * without `.git`. It lists what is there: what may not be read is left out by who asks. Stops when the signal is aborted or the
   * caller does. Throws `file_search_failed` when nothing can be listed.
   */
  list(root: string, signal: AbortSignal): AsyncIterable<readonly string[]>;
}

/** The files that `fuzzyFileSearch` looks through. */
export const fileSearch = service<FileSearch>()('fileSearch', 'fileSearch/v1');
