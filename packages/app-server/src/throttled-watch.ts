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

/** Watches of files and folders that gather what changes. Nothing is told once `stop` returned. */
export class ThrottledWatch {
  readonly #options: ThrottledWatchOptions;
  /** What stops each; undefined while it is being set up. */
  readonly #watched = new Map<string, (() => void) | undefined>();
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
    this.#watched.set(path, undefined);
    let stop: () => void;
    try {
      stop = await this.#options.files.watch(path, {
        changed: (changed) => this.#gather(changed),
        failed: (error) => {
          if (this.#stopped || !this.#watched.has(path)) return;
          this.remove(path);
          this.#options.failed(path, error);
        },
      });
    } catch (error) {
      this.#watched.delete(path);
      throw error;
    }
    // Ended while it was being set up.
    if (this.#watched.has(path)) this.#watched.set(path, stop);
    else stop();
  }

  remove(path: string): void {
    const stop = this.#watched.get(path);
    this.#watched.delete(path);
    stop?.();
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
