import type { FileSearch } from '@tenon/plugin-api/file-search';
import type { SearchedPath } from './fuzzy-match.ts';

/** Paths of one search. What comes beyond them is not searched, so that memory stays flat (some 1.2 KB each). */
const maxPaths = 300_000;

/** The files and folders under some roots, growing while they are listed. */
export class FileIndex {
  readonly paths: SearchedPath[] = [];
  /** Resolves when all are listed; rejects when a root cannot be. */
  readonly listed: Promise<void>;
  #done = false;
  #grown = Promise.withResolvers<void>();

  constructor(search: FileSearch, roots: readonly string[], signal: AbortSignal) {
    this.listed = this.#list(search, roots, signal).finally(() => {
      this.#done = true;
      this.#grown.resolve();
    });
    // Whoever searches waits for it; a session that nobody asks anything has nobody to be told.
    this.listed.catch(() => {});
  }

  get done(): boolean {
    return this.#done;
  }

  /** Resolves when there is more, or all. */
  grown(): Promise<void> {
    return this.#grown.promise;
  }

  async #list(search: FileSearch, roots: readonly string[], signal: AbortSignal): Promise<void> {
    for (const root of new Set(roots)) {
      const folders = new Set<string>();
      for await (const names of search.list(root, signal)) {
        for (const path of names) {
          this.#addFolders(root, path, folders);
          this.paths.push({ root, path, kind: 'file' });
        }
        if (this.paths.length >= maxPaths) return;
        this.#grown.resolve();
        this.#grown = Promise.withResolvers();
      }
    }
  }

  #addFolders(root: string, path: string, known: Set<string>): void {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      if (known.has(folder)) return;
      known.add(folder);
      this.paths.push({ root, path: folder, kind: 'directory' });
    }
  }
}
