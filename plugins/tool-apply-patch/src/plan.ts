import type { posix } from 'node:path';
import { tenonError } from '@tenon/plugin-api';
import type { PrepareContext } from '@tenon/plugin-api/tool';
import { applyChunks } from './match.ts';
import type { Hunk, Patch } from './patch.ts';
import { decodeText } from './text-file.ts';

/** A file as it was when the patch was checked. */
export interface Original {
  /** null: there was none. */
  readonly data: Uint8Array | null;
  /** Permission bits. */
  readonly mode: number;
}

/** What becomes of one file once the whole patch was applied. Paths are absolute. */
export interface Edit {
  readonly kind: 'add' | 'delete' | 'update';
  readonly path: string;
  /** Where the file is afterwards: another path when it was moved. */
  readonly target: string;
  /** The target, or the path of a deleted file, as the patch wrote it. */
  readonly shown: string;
  /** The text before; of a delete and an update. */
  readonly before: string;
  /** The text afterwards; empty for a delete. */
  readonly after: string;
}

/** A patch that was checked against the files. */
export interface Plan {
  readonly edits: readonly Edit[];
  /** Every path that will be written or removed. */
  readonly originals: ReadonlyMap<string, Original>;
}

interface Draft {
  kind: 'add' | 'delete' | 'update';
  readonly path: string;
  target: string;
  shown: string;
  readonly before: string;
  after: string;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EISDIR: 'Is a directory',
  EACCES: 'Permission denied',
  ENOTDIR: 'Not a directory',
  ELOOP: 'Too many levels of symbolic links',
};

/** What Node's error means, in the system's words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return REASONS[String(code)] ?? String(message ?? error);
}

const refused = (message: string, file: string, cause?: unknown) =>
  tenonError({ code: 'patch_does_not_apply', message, plugin: 'tenon.tool-apply-patch', file, cause });

/** Applies hunk after hunk to a picture of the files, reading each file once. */
class Planner {
  readonly #context: PrepareContext;
  readonly #paths: typeof posix;
  readonly #originals = new Map<string, Original>();
  readonly #drafts: Draft[] = [];

  constructor(context: PrepareContext, paths: typeof posix) {
    this.#context = context;
    this.#paths = paths;
  }

  async plan(patch: Patch): Promise<Plan> {
    for (const hunk of patch.hunks) {
      this.#context.signal.throwIfAborted();
      const path = this.#paths.resolve(this.#context.cwd, hunk.path);
      if (hunk.type === 'add') await this.#add(hunk, path);
      else if (hunk.type === 'delete') await this.#delete(hunk, path);
      else await this.#update(hunk, path);
    }
    await this.#refuseAliases();
    return { edits: this.#drafts, originals: this.#originals };
  }

  /** The file that is at a path now, after the hunks so far. */
  #at(path: string): Draft | undefined {
    return this.#drafts.find((draft) => draft.kind !== 'delete' && draft.target === path);
  }

  async #add(hunk: Hunk & { type: 'add' }, path: string): Promise<void> {
    const after = hunk.lines.map((line) => `${line}\n`).join('');
    const known = this.#at(path) ?? this.#drafts.find((draft) => draft.kind === 'delete' && draft.path === path);
    if (known === undefined) {
      await this.#original(path);
      this.#drafts.push({ kind: 'add', path, target: path, shown: hunk.path, before: '', after });
    } else {
      // Deleted and written anew is an update.
      if (known.kind === 'delete') known.kind = 'update';
      known.after = after;
    }
  }

  async #delete(hunk: Hunk & { type: 'delete' }, path: string): Promise<void> {
    const draft = this.#at(path) ?? (await this.#open(path));
    if (draft.kind === 'add' || draft.target !== draft.path) {
      throw refused(`Failed to delete ${path}: the patch itself put it there`, path);
    }
    Object.assign(draft, { kind: 'delete', shown: hunk.path, after: '' });
  }

  async #update(hunk: Hunk & { type: 'update' }, path: string): Promise<void> {
    const draft = this.#at(path) ?? (await this.#open(path));
    if (hunk.chunks.length > 0) draft.after = applyChunks(draft.after, hunk.chunks, path);
    if (draft.target === path) draft.shown = hunk.path;
    if (hunk.moveTo === undefined) return;
    const target = this.#paths.resolve(this.#context.cwd, hunk.moveTo);
    if (target === path) return;
    if (draft.kind === 'add') throw refused(`Failed to move ${path}: the patch itself put it there`, path);
    if (this.#at(target) !== undefined) {
      throw refused(`Failed to move ${path}: ${target} is changed by the same patch`, path);
    }
    await this.#original(target);
    Object.assign(draft, { target, shown: hunk.moveTo });
  }

  /** A file that no hunk touched yet. */
  async #open(path: string): Promise<Draft> {
    if (this.#originals.has(path)) {
      throw refused(`Failed to read ${path}: the patch itself removed or moved it before`, path);
    }
    const { data } = await this.#original(path);
    if (data === null) throw refused(`Failed to read ${path}: No such file or directory`, path);
    const text = decodeText(data);
    if (text === undefined) throw refused(`Failed to read ${path}: it is a binary file, not UTF-8 text`, path);
    const draft: Draft = { kind: 'update', path, target: path, shown: path, before: text, after: text };
    this.#drafts.push(draft);
    return draft;
  }

  async #original(path: string): Promise<Original> {
    const known = this.#originals.get(path);
    if (known !== undefined) return known;
    const { files } = this.#context;
    try {
      const stat = await files.stat(path);
      if (stat?.kind === 'directory') throw refused(`Failed to read ${path}: Is a directory`, path);
      // Reading a pipe or a device may never end.
      if (stat && stat.kind !== 'file') throw refused(`Failed to read ${path}: it is not a regular file`, path);
      const original = stat ? { data: await files.readFile(path), mode: stat.mode } : { data: null, mode: 0o644 };
      this.#originals.set(path, original);
      return original;
    } catch (cause) {
      if ((cause as { code?: unknown }).code === 'patch_does_not_apply') throw cause;
      throw refused(`Failed to read ${path}: ${reasonOf(cause)}`, path, cause);
    }
  }

  /** Two names of one file (a symbolic link) would undo each other's change. */
  async #refuseAliases(): Promise<void> {
    if (this.#drafts.length < 2) return;
    const seen = new Map<string, string>();
    for (const [path, { data }] of this.#originals) {
      if (data === null) continue;
      const real = await this.#context.files.realPath(path);
      const other = seen.get(real);
      if (other !== undefined) throw refused(`${path} and ${other} are the same file: patch it under one name`, path);
      seen.set(real, path);
    }
  }
}

/**
 * Checks every hunk against the files and works out what they become. Reads only.
 * Throws errors whose message is meant for the model: `patch_empty`, `patch_does_not_match`, `patch_does_not_apply`.
 */
export function makePlan(patch: Patch, context: PrepareContext, paths: typeof posix): Promise<Plan> {
  return new Planner(context, paths).plan(patch);
}
