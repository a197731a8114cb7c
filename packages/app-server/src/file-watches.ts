import type { Scope } from '@tenon/plugin-api';
import type { FsChangedNotification } from '@tenon/protocol/fs';
import { invalidRequest } from './rpc-error.ts';
import { ThrottledWatch, type ThrottledWatchOptions } from './throttled-watch.ts';

/** The watches of one client, by the ids it gave them. */
export class FileWatches {
  readonly #watches = new Map<string, ThrottledWatch>();
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
    scope.defer(() => {
      for (const watch of this.#watches.values()) watch.stop();
      this.#watches.clear();
    });
  }

  async add(
    watchId: string,
    path: string,
    options: Pick<ThrottledWatchOptions, 'files' | 'mayTell'> & {
      readonly changed: (params: FsChangedNotification) => void;
      readonly failed: (error: unknown) => void;
    },
  ): Promise<void> {
    if (this.#watches.has(watchId)) {
      throw invalidRequest(`watchId already exists: ${watchId}`, {
        code: 'watch_id_in_use',
        mend: 'Send another watchId, or end that watch first (fs/unwatch).',
      });
    }
    const watch = new ThrottledWatch({
      ...options,
      changed: (changedPaths) => options.changed({ watchId, changedPaths: [...changedPaths] }),
      failed: (_, error) => {
        this.remove(watchId);
        options.failed(error);
      },
    });
    this.#watches.set(watchId, watch);
    try {
      await watch.add(path);
    } catch (error) {
      if (this.#watches.get(watchId) === watch) this.#watches.delete(watchId);
      throw error;
    }
    // The client left while it was being set up.
    if (this.#scope.signal.aborted) watch.stop();
  }

  /** Nothing is told once this returned. An unknown id is no error, as in the peer. */
  remove(watchId: string): void {
    this.#watches.get(watchId)?.stop();
    this.#watches.delete(watchId);
  }
}

/** One for each connection. */
export const createFileWatches = (scope: Scope): FileWatches => new FileWatches(scope);
