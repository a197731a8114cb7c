import { constants } from 'node:fs';
import { mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDigest } from '../content/tree.ts';
import { errno, fault } from '../fault.ts';
import { bundleId } from '../names.ts';
import { exclusively } from './lock.ts';
import { LOCK_VERSION, type LockedBundle, type PluginLock, parseLock } from './parse.ts';

/** Changes by id; null removes. */
export type LockEdits = Readonly<Record<string, LockedBundle | null>>;

const MOST = 16 * 1024 * 1024;
const EMPTY = `{ "version": ${LOCK_VERSION}, "plugins": {} }`;

const textOf = async (file: string): Promise<string | null> => {
  try {
    const { size } = await stat(file);
    if (size > MOST)
      throw fault('lockfile_invalid', 'it is larger than 16 MiB', 'Restore the file from the repository.', file);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errno(error) === 'ENOENT') return null;
    if (errno(error) === '') throw error;
    throw fault(
      'lockfile_unreadable',
      'it cannot be read',
      'Let your user read it, and see that it is a file.',
      file,
      error,
    );
  }
};

/** Reads a `plugins.lock`; one that is not there pins nothing. Throws `lockfile_unreadable`, and what `parseLock` throws. */
export async function readLock(file: string): Promise<PluginLock> {
  return parseLock((await textOf(file)) ?? EMPTY, file);
}

/** Keys in order at every depth, so that one content has one text, and a change touches only its lines. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
};

/** The new text. Fields and entries that are not known stay; a field of a changed entry that the change does not name stays too. */
export function editedLock(lock: PluginLock, edits: LockEdits, file: string): string {
  const plugins: Record<string, unknown> = { ...(lock.table.plugins as Record<string, unknown> | undefined) };
  for (const [id, edit] of Object.entries(edits)) {
    if (bundleId(id) === null || (edit !== null && !isDigest(edit.digest))) {
      throw fault('lockfile_bad_edit', `${id} cannot be pinned`, 'Pin "name@marketplace" to a digest.', file);
    }
    if (edit === null) delete plugins[id];
    else plugins[id] = { ...(lock.plugins.get(id) ?? {}), ...edit };
  }
  const { version, plugins: _, ...rest } = lock.table;
  return `${JSON.stringify({ version, ...(sorted(rest) as object), plugins: sorted(plugins) }, null, 2)}\n`;
}

/**
 * Changes a `plugins.lock`, one process at a time; it is replaced at once, whole, and on the disk when this returns. A file that
 * needs no change is not written. Throws what `readLock` throws, `lockfile_locked`, `lockfile_bad_edit` and
 * `lockfile_unwritable`; the file is then as it was.
 */
export async function editLock(file: string, edits: LockEdits): Promise<PluginLock> {
  const unwritable = (error: unknown) => {
    const mend = 'Make room, or let your user write the folder. Nothing was changed.';
    return errno(error) === '' ? error : fault('lockfile_unwritable', 'it cannot be written', mend, file, error);
  };
  try {
    await mkdir(dirname(file), { recursive: true });
    // A link stays a link: what it leads to is replaced.
    const target = await realpath(file).catch(async () => join(await realpath(dirname(file)), basename(file)));
    return await exclusively(target, async () => {
      const before = await textOf(target);
      const text = editedLock(parseLock(before ?? EMPTY, file), edits, file);
      if (text !== before && !(before === null && Object.values(edits).every((each) => each === null))) {
        await replace(target, text);
      }
      return parseLock(text, file);
    });
  } catch (error) {
    throw unwritable(error);
  }
}

async function replace(file: string, text: string): Promise<void> {
  const temporary = `${file}.${crypto.randomUUID()}.tmp`;
  try {
    {
      await using handle = await open(temporary, 'wx', 0o644);
      await handle.writeFile(text);
      await handle.sync();
    }
    await rename(temporary, file);
    await using folder = await open(dirname(file), constants.O_RDONLY);
    await folder.sync();
  } finally {
    await rm(temporary, { force: true });
  }
}
