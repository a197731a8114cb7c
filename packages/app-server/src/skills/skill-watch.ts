import { dirname } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import type { FileSystem } from '@tenon/plugin-api/environment';
import { ThrottledWatch } from '../throttled-watch.ts';

/** Systems have few watches for all programs together. */
const maxWatched = 1000;

const tooMany = (count: number) =>
  tenonError({
    code: 'skills_not_watched',
    message: `skills are in ${count} folders; ${maxWatched} of them are watched for changes`,
    mend: 'Nothing is lost: folders are read with each request now. Fewer folders below those of skills make that unneeded.',
  });

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

  /** Watches these and no others. True: some came to be watched only now, so what changed in them before may have been missed. */
  async set(folders: readonly string[]): Promise<boolean> {
    const all = new Set(await Promise.all(folders.map((folder) => this.#watchable(folder))));
    const wanted = new Set([...all].slice(0, maxWatched));
    if (all.size > wanted.size) this.#fail(tooMany(all.size));
    for (const path of this.#watch.paths) if (!wanted.has(path)) this.#watch.remove(path);
    const before = new Set(this.#watch.paths);
    const fresh = [...wanted].filter((path) => !before.has(path));
    const watch = async (path: string): Promise<boolean> => {
      try {
        await this.#watch.add(path);
        return true;
      } catch (error) {
        this.#fail(error);
        return false;
      }
    };
    return (await Promise.all(fresh.map(watch))).includes(true);
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
    // A folder that cannot be looked at is as good as none: what comes to be in it cannot be seen.
    const stat = await this.#options.files.stat(parent).catch(() => undefined);
    return stat ? path : this.#watchable(parent);
  }
}
