import { statSync } from 'node:fs';
import type { Logger } from '@tenon/plugin-api/logger';
import { type Blobs, createBlobs } from './blobs.ts';
import { errno } from './fault.ts';
import { type FileSummary, type ReadOptions, readSummary, readWhole } from './head.ts';
import { isArchived, type Layout } from './layout.ts';

/** Reads what lists show of files. One that cannot be read is no thread to lists, and told once. */
export class Summaries {
  readonly #layout: Layout;
  readonly #logger: Logger;
  readonly #blobs: Blobs;
  readonly #warned = new Set<string>();
  readonly #known = new Map<string, FileSummary>();

  constructor(layout: Layout, logger: Logger) {
    this.#layout = layout;
    this.#blobs = createBlobs(layout.blobs);
    this.#logger = logger;
  }

  read(path: string, options: Pick<ReadOptions, 'text' | 'before'> = {}): FileSummary {
    try {
      return readSummary(path, { ...options, ...this.#of(path) });
    } catch (error) {
      return this.#unreadable(path, error);
    }
  }

  /** All of a file, in steps of a MiB. */
  *whole(path: string): Generator<void, FileSummary> {
    try {
      return yield* readWhole(path, this.#of(path));
    } catch (error) {
      return this.#unreadable(path, error);
    }
  }

  #of(path: string) {
    return { archived: isArchived(this.#layout, path), blobs: this.#blobs };
  }

  #unreadable(path: string, error: unknown): FileSummary {
    if (errno(error) === '') throw error;
    if (errno(error) !== 'ENOENT' && !this.#warned.has(path)) {
      this.#warned.add(path);
      this.#logger.warn('a rollout cannot be read and is left out of lists', { file: path, cause: String(error) });
    }
    const now = statSync(path, { throwIfNoEntry: false });
    return { summary: null, listed: false, size: now?.size ?? -1, mtime: now?.mtimeMs ?? -1, complete: true, end: 0 };
  }

  /** As `read`, but a file that did not change is not read again. undefined for one that is gone. */
  remember(path: string): FileSummary | undefined {
    const now = statSync(path, { throwIfNoEntry: false });
    if (!now) return undefined;
    const before = this.#known.get(path);
    if (before && before.size === now.size && before.mtime === now.mtimeMs) return before;
    const read = this.read(path);
    this.#known.set(path, read);
    return read;
  }

  remembered(): Iterable<[string, FileSummary]> {
    return this.#known;
  }

  forget(): void {
    this.#known.clear();
  }
}
