import type { FileSystem } from '@tenon/plugin-api/environment';

/** Milliseconds changes are gathered before they are told, as in the peer. */
const gatherMs = 200;

export interface ThrottledWatchOptions {
  readonly files: Pick<FileSystem, 'watch'>;
  /** Changes of other paths are not told. Default: all are. */
  readonly mayTell?: (path: string) => boolean;
  /** At most once in 200 ms; the paths are absolute, sorted, and each is there once. */
  readonly changed: (paths: readonly string[]) => void;
  /** The watch of one path has ended by itself. */
  readonly failed: (path: string, error: unknown) => void;
}

interface Watched {
  /** Does nothing while it is being set up. */
  stop: () => void;
}

/** Watches of files and folders that gather what changes. Nothing is told once `stop` returned. */
export class ThrottledWatch {
  readonly #options: ThrottledWatchOptions;
  readonly #watched = new Map<string, Watched>();
  readonly #gathered = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: ThrottledWatchOptions) {
    this.#options = options;
  }

  get paths(): readonly string[] {
    return [...this.#watched.keys()];
  }

  /** Once for each path. Rejects with what the file system says. */
  async add(path: string): Promise<void> {
    if (this.#stopped || this.#watched.has(path)) return;
    const watched: Watched = { stop: () => {} };
    this.#watched.set(path, watched);
    let stop: () => void;
    try {
      stop = await this.#options.files.watch(path, {
        changed: (changed) => this.#gather(changed),
        failed: (error) => {
          if (this.#watched.get(path) !== watched) return;
          this.remove(path);
          this.#options.failed(path, error);
        },
      });
    } catch (error) {
      if (this.#watched.get(path) === watched) this.#watched.delete(path);
      throw error;
    }
    // Ended while it was being set up.
    if (this.#watched.get(path) === watched) watched.stop = stop;
    else stop();
  }

  remove(path: string): void {
    const watched = this.#watched.get(path);
    this.#watched.delete(path);
    watched?.stop();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const path of this.paths) this.remove(path);
  }

  #gather(path: string): void {
    if (this.#stopped || this.#options.mayTell?.(path) === false) return;
    this.#gathered.add(path);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const paths = [...this.#gathered].sort();
      this.#gathered.clear();
      this.#options.changed(paths);
    }, gatherMs);
  }
}
