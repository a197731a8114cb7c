import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import * as z from 'zod/mini';
import { isDigest } from '../content/tree.ts';
import { fault } from '../fault.ts';
import { table } from '../manifest/fields.ts';
import { bundleId } from '../names.ts';

export const LOCK_VERSION = 1;
/** Levels of JSON; an entry has four. */
const DEPTH = 64;

/** Where a bundle came from. Its `type` names a kind of source, such as `local`, `git` or `npm`; the rest is that kind's. */
export type LockedSource = { readonly type: string } & Readonly<Record<string, unknown>>;

/** What is pinned. Fields that are not known here are kept. */
export interface LockedBundle {
  readonly source: LockedSource;
  /** Null: the bundle says none. */
  readonly version: string | null;
  readonly digest: string;
}

export interface LockProblem {
  /** The id, or '' for the file. */
  readonly id: string;
  readonly message: string;
}

/** A lockfile that was read. */
export interface PluginLock {
  /** By id, `name@marketplace`, in order. */
  readonly plugins: ReadonlyMap<string, LockedBundle>;
  /** Entries that cannot be used. They stay in the file. */
  readonly problems: readonly LockProblem[];
  /** The whole file, as it is. */
  readonly table: Readonly<Record<string, unknown>>;
}

const entry = z.looseObject({
  source: z.looseObject({ type: z.string().check(z.minLength(1)) }),
  version: z.nullable(z.string()),
  digest: z.string().check(z.refine(isDigest)),
});

const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** Keys that stand twice in one object: a merge leaves these without a mark, and JSON takes the last in silence. */
function twice(node: Node, depth = 0, seen: { key: string; offset: number }[] = []): { key: string; offset: number }[] {
  if (depth > DEPTH) throw new RangeError('it is nested too deep');
  const keys = new Set<string>();
  for (const child of node.children ?? []) {
    const key = child.type === 'property' ? child.children?.[0] : undefined;
    if (key !== undefined) {
      if (keys.has(key.value)) seen.push({ key: key.value, offset: key.offset });
      keys.add(key.value);
    }
    twice(child, depth + 1, seen);
  }
  return seen;
}

/** What the library sees in a text. It recurses, and so does what comes after: a text nested without end is no lockfile. */
function look(text: string, file: string, mend: string) {
  const errors: ParseError[] = [];
  try {
    const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
    return { tree, first: errors[0], repeated: tree === undefined ? [] : twice(tree) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw fault('lockfile_invalid', 'it is nested too deep', mend, file, error);
  }
}

/** The library finds mistakes and their lines; the value is as JSON itself has it. */
function jsonOf(text: string, file: string, mend: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fault('lockfile_invalid', 'it is no JSON', mend, file, error);
  }
}

/**
 * Reads the text of a `plugins.lock`. Throws `lockfile_conflict` (marks of a merge, or one key twice; the lines are named),
 * `lockfile_invalid` and `lockfile_newer`. A wrong entry costs that entry.
 */
export function parseLock(text: string, file: string): PluginLock {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const marks = lines.flatMap((line, at) => (/^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/.test(line) ? [at + 1] : []));
  const mend =
    'Take one side of each conflict, or restore the file from the repository, and run the plugin command again.';
  if (marks.length > 0) {
    throw fault('lockfile_conflict', `a merge left conflicts in it (lines ${marks.join(', ')})`, mend, file);
  }
  const plain = lines.join('\n');
  const broken = 'Restore the file from the repository; or remove it, and install the plugins again.';
  const { tree, first, repeated } = look(plain, file, broken);
  if (first !== undefined || tree === undefined) {
    const why =
      first === undefined ? 'it is empty' : `line ${lineOf(plain, first.offset)}: ${printParseErrorCode(first.error)}`;
    throw fault('lockfile_invalid', `it is no JSON (${why})`, broken, file);
  }
  if (repeated.length > 0) {
    const names = repeated.map(({ key, offset }) => `${JSON.stringify(key)} (line ${lineOf(plain, offset)})`);
    throw fault('lockfile_conflict', `it has twice: ${names.join(', ')}`, mend, file);
  }
  const whole = table.safeParse(jsonOf(plain, file, broken));
  if (!whole.success) throw fault('lockfile_invalid', 'it must be a JSON object', broken, file);
  const { version } = whole.data;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw fault('lockfile_invalid', '"version" must be a whole number from 1', broken, file);
  }
  if (version > LOCK_VERSION) {
    const message = `it is of version ${version}; this program knows ${LOCK_VERSION} at most`;
    throw fault('lockfile_newer', message, 'Update Tenon. Nothing was read or changed.', file);
  }
  const listed = table.safeParse(whole.data.plugins ?? {});
  if (!listed.success) throw fault('lockfile_invalid', '"plugins" must be an object', broken, file);

  const plugins = new Map<string, LockedBundle>();
  const problems: LockProblem[] = [];
  for (const [id, value] of Object.entries(listed.data).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const read = entry.safeParse(value);
    if (bundleId(id) === null) problems.push({ id, message: `${JSON.stringify(id)} is no "name@marketplace"` });
    else if (read.success) plugins.set(id, read.data as LockedBundle);
    else {
      const places = [...new Set(read.error.issues.map((issue) => issue.path.join('.') || 'the entry'))];
      problems.push({ id, message: `${id}: wrong or missing: ${places.join(', ')}` });
    }
  }
  return { plugins, problems, table: whole.data };
}
