import type { posix } from 'node:path';
import type { FileSystem } from '@tenon/plugin-api/environment';
import { type Edit, type Plan, reasonOf } from './plan.ts';

/** What came of writing a plan. */
export interface Written {
  /** What the model reads. */
  readonly text: string;
  readonly success: boolean;
  /** Paths whose content was changed, with the new content; null where a file is gone. */
  readonly done: ReadonlyMap<string, Uint8Array | null>;
}

const encode = (text: string) => new TextEncoder().encode(text);

class Writer {
  readonly #files: FileSystem;
  readonly #paths: typeof posix;
  readonly #plan: Plan;
  readonly #done = new Map<string, Uint8Array | null>();

  constructor(plan: Plan, files: FileSystem, paths: typeof posix) {
    this.#plan = plan;
    this.#files = files;
    this.#paths = paths;
  }

  async write(): Promise<Written> {
    const { edits } = this.#plan;
    const failure = (await this.#changedSince()) ?? (await this.#writeAll());
    const text =
      failure === undefined
        ? `Success. Updated the following files:\n${summary(edits)}`
        : `${failure}\n${partial(edits, this.#done)}`;
    return { text, success: failure === undefined, done: this.#done };
  }

  /** What speaks against writing: a file that is not what the patch was checked against. */
  async #changedSince(): Promise<string | undefined> {
    for (const [path, { data }] of this.#plan.originals) {
      try {
        const now = (await this.#files.stat(path)) ? await this.#files.readFile(path) : null;
        const same = now === null || data === null ? now === data : Buffer.compare(now, data) === 0;
        if (!same) return `${path} changed since the patch was checked: read it again`;
      } catch (error) {
        return `Failed to read ${path}: ${reasonOf(error)}`;
      }
    }
    return undefined;
  }

  /** Gives what failed. Moves come first, because a patch may put a new file where a moved one was; removals last. */
  async #writeAll(): Promise<string | undefined> {
    const isMove = (edit: Edit) => edit.target !== edit.path;
    const { edits } = this.#plan;
    return (
      (await this.#each(edits.filter(isMove), (edit) => this.#move(edit))) ??
      (await this.#each(
        edits.filter((edit) => !isMove(edit) && edit.kind !== 'delete'),
        (edit) => this.#put(edit.path, edit.after),
      )) ??
      (await this.#each(
        edits.filter((edit) => edit.kind === 'delete'),
        (edit) => this.#remove(edit.path),
      ))
    );
  }

  async #each(edits: readonly Edit[], write: (edit: Edit) => Promise<string | undefined>): Promise<string | undefined> {
    for (const edit of edits) {
      const failure = await write(edit);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  async #put(path: string, text: string): Promise<string | undefined> {
    const parents = await this.#parents(path);
    if (parents !== undefined) return parents;
    const data = encode(text);
    try {
      await this.#files.writeFile(path, data);
    } catch (error) {
      return `Failed to write file ${path}: ${reasonOf(error)}`;
    }
    this.#done.set(path, data);
    return undefined;
  }

  async #remove(path: string): Promise<string | undefined> {
    try {
      await this.#files.remove(path);
    } catch (error) {
      return `Failed to delete file ${path}: ${reasonOf(error)}`;
    }
    this.#done.set(path, null);
    return undefined;
  }

  async #move({ path, target, before, after }: Edit): Promise<string | undefined> {
    const parents = await this.#parents(target);
    if (parents !== undefined) return parents;
    const fresh = this.#plan.originals.get(target)?.data == null;
    try {
      // A renamed file keeps what a new one would not have, such as the permission to run it.
      if (fresh) await this.#files.rename(path, target);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EXDEV')
        return `Failed to move ${path} to ${target}: ${reasonOf(error)}`;
      return (await this.#put(target, after)) ?? (await this.#remove(path));
    }
    if (!fresh) return (await this.#put(target, after)) ?? (await this.#remove(path));
    this.#done.set(path, null).set(target, encode(before));
    if (after === before) return undefined;
    const failure = await this.#put(target, after);
    return failure && `${failure} (${path} was moved there with its old text)`;
  }

  async #parents(path: string): Promise<string | undefined> {
    const parent = this.#paths.dirname(path);
    try {
      if ((await this.#files.stat(parent)) === undefined) await this.#files.makeDirectory(parent);
      return undefined;
    } catch (error) {
      return `Failed to create parent directories for ${path}: ${reasonOf(error)}`;
    }
  }
}

function summary(edits: readonly Edit[]): string {
  const lines = (letter: string, kind: Edit['kind']) =>
    edits.filter((edit) => edit.kind === kind).map((edit) => `${letter} ${edit.shown}\n`);
  return [...lines('A', 'add'), ...lines('M', 'update'), ...lines('D', 'delete')].join('');
}

/** Which files were changed and which were not. */
function partial(edits: readonly Edit[], done: Written['done']): string {
  if (done.size === 0) return 'No file was changed.\n';
  const effects = edits.flatMap(({ kind, path, target, shown }) => {
    if (kind === 'delete') return [{ path, line: `D ${shown}\n` }];
    const put = { path: target, line: `${kind === 'add' ? 'A' : 'M'} ${shown}\n` };
    return target === path ? [put] : [put, { path, line: `D ${path}\n` }];
  });
  const lines = (wanted: boolean) =>
    effects
      .filter((effect) => done.has(effect.path) === wanted)
      .map((effect) => effect.line)
      .join('');
  return `Already changed:\n${lines(true)}Not changed:\n${lines(false)}`;
}

/**
 * Writes a checked patch. When a file is no longer what the patch was checked against, nothing is written; when one
 * cannot be written, the text says which files were changed before and which were not. Never throws for either.
 */
export function writePlan(plan: Plan, files: FileSystem, paths: typeof posix): Promise<Written> {
  return new Writer(plan, files, paths).write();
}
