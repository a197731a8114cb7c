import type { Scope } from '@tenon/plugin-api';
import type { FileSystem, FileWatchListener } from '@tenon/plugin-api/environment';
import type { FsChangedNotification } from '@tenon/protocol/fs';
import { invalidRequest } from './rpc-error.ts';

/** Milliseconds changes are gathered before they are told, as in the peer. */
const gatherMs = 200;

interface FileWatch {
  stop(): void;
}

/** The watches of one client, by the ids it gave them. */
export class FileWatches {
  readonly #watches = new Map<string, FileWatch>();
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
    options: {
      readonly files: FileSystem;
      /** Changes of other paths are not told. */
      readonly mayTell: (path: string) => boolean;
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
    const gathered = new Set<string>();
    let timer: NodeJS.Timeout | undefined;
    let stopWatching: (() => void) | undefined;
    let stopped = false;
    const watch: FileWatch = {
      stop() {
        stopped = true;
        clearTimeout(timer);
        stopWatching?.();
      },
    };
    const listener: FileWatchListener = {
      changed(changed) {
        if (stopped || !options.mayTell(changed)) return;
        gathered.add(changed);
        timer ??= setTimeout(() => {
          timer = undefined;
          const changedPaths = [...gathered].sort();
          gathered.clear();
          options.changed({ watchId, changedPaths });
        }, gatherMs);
      },
      failed: (error) => {
        if (stopped) return;
        this.#watches.delete(watchId);
        watch.stop();
        options.failed(error);
      },
    };
    this.#watches.set(watchId, watch);
    try {
      stopWatching = await options.files.watch(path, listener);
    } catch (error) {
      this.#watches.delete(watchId);
      throw error;
    }
    // Ended while it was being set up, or the client left.
    if (stopped || this.#scope.signal.aborted) stopWatching();
  }

  /** Nothing is told once this returned. An unknown id is no error, as in the peer. */
  remove(watchId: string): void {
    this.#watches.get(watchId)?.stop();
    this.#watches.delete(watchId);
  }
}

/** One for each connection. */
export const createFileWatches = (scope: Scope): FileWatches => new FileWatches(scope);
