import { dirname } from 'node:path';
import type { FileSystem } from '@tenon/plugin-api/environment';
import { ThrottledWatch } from '../throttled-watch.ts';

export interface SkillWatchOptions {
  readonly files: FileSystem;
  readonly changed: () => void;
  readonly onError: (error: unknown) => void;
}

/** Watches the folders that skills are in, and where folders of skills may come to be. */
export class SkillWatch {
  readonly #options: SkillWatchOptions;
  readonly #watch: ThrottledWatch;
  /** Not every folder could be watched: what is known may be old. */
  #blind = false;

  constructor(options: SkillWatchOptions) {
    this.#options = options;
    this.#watch = new ThrottledWatch({
      files: options.files,
      changed: options.changed,
      failed: (_, error) => this.#fail(error),
    });
  }

  get blind(): boolean {
    return this.#blind;
  }

  /** Watches these and no others. True: some were not watched before, so what changed in them until now may have been missed. */
  async set(folders: readonly string[]): Promise<boolean> {
    const wanted = new Set(await Promise.all(folders.map((folder) => this.#watchable(folder))));
    for (const path of this.#watch.paths) if (!wanted.has(path)) this.#watch.remove(path);
    const before = new Set(this.#watch.paths);
    const fresh = [...wanted].filter((path) => !before.has(path));
    await Promise.all(fresh.map((path) => this.#watch.add(path).catch((error: unknown) => this.#fail(error))));
    return fresh.length > 0;
  }

  stop(): void {
    this.#watch.stop();
  }

  #fail(error: unknown): void {
    // Once: a system that is out of watches says so of each.
    if (!this.#blind) this.#options.onError(error);
    this.#blind = true;
  }

  /** The path, or the nearest above it whose parent is there: it is seen to come. */
  async #watchable(path: string): Promise<string> {
    const parent = dirname(path);
    if (parent === path) return path;
    const stat = await this.#options.files.stat(parent).catch(() => undefined);
    return stat ? path : this.#watchable(parent);
  }
}
