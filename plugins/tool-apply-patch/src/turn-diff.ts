import { createHash } from 'node:crypto';
import type { posix } from 'node:path';
import { unifiedHunks } from './diff.ts';
import type { Original, Plan } from './plan.ts';
import { decodeText } from './text-file.ts';

const CONTEXT = 3;
const NO_BLOB = '0'.repeat(40);

/** git's name of a content: SHA-1 of `blob N`, a NUL byte and the content. */
function blobId(data: Uint8Array): string {
  return createHash('sha1').update(`blob ${data.length}\0`).update(data).digest('hex');
}

/** git quotes a name that would not stand on one plain line. */
function quoted(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones git quotes.
  if (!/["\\\u0000-\u001F\u007F]/.test(name)) return name;
  return `"${name.replace(/["\\\p{Cc}]/gu, (char) => {
    const named = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t' }[char];
    return named ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
  })}"`;
}

const gitMode = (mode: number) => (mode & 0o111 ? '100755' : '100644');

interface Version {
  readonly name: string;
  readonly data: Uint8Array | null;
  readonly mode: number;
}

/** One file's part of a git diff. Empty when nothing changed. */
function fileDiff(before: Version, after: Version): string {
  const renamed = before.data !== null && after.data !== null && before.name !== after.name;
  const same = before.data !== null && after.data !== null && Buffer.compare(before.data, after.data) === 0;
  if ((before.data === null && after.data === null) || (same && !renamed)) return '';
  const [from, to] = [quoted(`a/${before.name}`), quoted(`b/${after.name}`)];
  const lines = [`diff --git ${from} ${to}`];
  if (before.data === null) lines.push(`new file mode ${gitMode(after.mode)}`);
  if (after.data === null) lines.push(`deleted file mode ${gitMode(before.mode)}`);
  if (renamed) lines.push(`rename from ${quoted(before.name)}`, `rename to ${quoted(after.name)}`);
  if (same) return `${lines.join('\n')}\n`;
  const ids = [before.data, after.data].map((data) => (data === null ? NO_BLOB : blobId(data)));
  const kept = before.data !== null && after.data !== null;
  lines.push(`index ${ids.join('..')}${kept ? ` ${gitMode(before.mode)}` : ''}`);
  const texts = [before.data, after.data].map((data) => (data === null ? '' : decodeText(data)));
  const [old, now] = texts;
  // A name with a space ends with a tab there, so that readers know where it ends.
  const end = (name: string) => (name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name);
  const left = before.data === null ? '/dev/null' : end(from);
  const right = after.data === null ? '/dev/null' : end(to);
  if (old === undefined || now === undefined) lines.push(`Binary files ${left} and ${right} differ`);
  else if (old !== now) lines.push(`--- ${left}`, `+++ ${right}`, unifiedHunks(old, now, CONTEXT).slice(0, -1));
  return `${lines.join('\n')}\n`;
}

/** What one turn's patches changed, from each file as it was before the first of them. */
export class TurnDiff {
  readonly turnId: string;
  readonly #paths: typeof posix;
  readonly #cwd: string;
  readonly #before = new Map<string, Original>();
  readonly #after = new Map<string, Uint8Array | null>();
  /** Where files went: new path to the path at the beginning of the turn. */
  readonly #origins = new Map<string, string>();

  constructor(turnId: string, cwd: string, paths: typeof posix) {
    this.turnId = turnId;
    this.#cwd = cwd;
    this.#paths = paths;
  }

  /** Takes in what was really done: the paths written (with their content) or removed (null). */
  add(plan: Plan, done: ReadonlyMap<string, Uint8Array | null>): void {
    for (const [path, data] of done) {
      const original = plan.originals.get(path);
      if (original !== undefined && !this.#before.has(path)) this.#before.set(path, original);
      this.#after.set(path, data);
    }
    for (const { kind, path, target } of plan.edits) {
      if (kind !== 'update' || path === target || !done.has(target)) continue;
      this.#origins.set(target, this.#origins.get(path) ?? path);
      this.#origins.delete(path);
    }
  }

  toString(): string {
    const renamedFrom = new Set<string>();
    const origins = new Map<string, string>();
    for (const [to, from] of this.#origins) {
      const gone = this.#before.get(from)?.data != null && this.#after.get(from) === null;
      const fresh = this.#before.get(to)?.data === null && this.#after.get(to) != null;
      if (!gone || !fresh) continue;
      renamedFrom.add(from);
      origins.set(to, from);
    }
    return [...this.#before.keys()]
      .filter((path) => !renamedFrom.has(path))
      .sort()
      .map((path) => this.#fileDiff(origins.get(path) ?? path, path))
      .join('');
  }

  #fileDiff(from: string, to: string): string {
    const { data, mode } = this.#before.get(from) ?? { data: null, mode: 0o644 };
    const before = { name: this.#name(from), data, mode };
    return fileDiff(before, { name: this.#name(to), data: this.#after.get(to) ?? null, mode });
  }

  /** Relative to the working directory inside of it, absolute elsewhere; always with forward slashes. */
  #name(path: string): string {
    const relative = this.#paths.relative(this.#cwd, path);
    const inside = relative !== '' && !relative.startsWith('..') && !this.#paths.isAbsolute(relative);
    return (inside ? relative : path).replaceAll(this.#paths.sep, '/');
  }
}
