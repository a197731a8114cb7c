import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { isTenonError } from '@tenon/plugin-api';
import { isMissing, sourceError } from './source-error.ts';

/** Bytes of the longest text that is read, unless a caller says otherwise. */
const maxTextBytes = 1024 * 1024;

/** Bytes of the longest command or agent: there may be many. */
export const maxPromptBytes = 128 * 1024;

/** Entries of the largest folder that is looked through. */
const maxEntries = 500;

export const isInside = (root: string, path: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);

/** Where a path of a tree leads. undefined: nowhere. Throws `external_source_outside` for a link that leads out of the tree. */
export async function resolveInside(root: string, path: string): Promise<string | undefined> {
  try {
    const [top, real] = await Promise.all([realpath(root), realpath(path)]);
    if (isInside(top, real)) return real;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw sourceError('external_source_unreadable', path, 'cannot be followed', 'Let your user read it.', error);
  }
  throw sourceError(
    'external_source_outside',
    path,
    `is a link out of ${root}, which is not followed`,
    'Put the file itself in its place.',
  );
}

/** The bytes of a file, links out of its tree not followed. undefined: it is not there. */
export async function readBytes(root: string, path: string, maxBytes: number): Promise<SourceBytes | undefined> {
  const real = await resolveInside(root, path);
  if (real === undefined) return undefined;
  try {
    // A named pipe would be waited for.
    await using handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const stat = await handle.stat();
    if (!stat.isFile()) {
      throw sourceError('external_source_unreadable', path, 'is no regular file', 'Put a file in its place.');
    }
    // One byte more shows a file that grows meanwhile.
    const buffer = Buffer.alloc(Math.min(stat.size, maxBytes) + 1);
    let length = 0;
    for (let more = 1; more > 0 && length < buffer.length; length += more) {
      more = (await handle.read(buffer, length, buffer.length - length)).bytesRead;
    }
    if (length > maxBytes) {
      throw sourceError('external_source_too_large', path, `is larger than ${maxBytes} bytes`, 'Make it smaller.');
    }
    return { bytes: buffer.subarray(0, length), executable: (stat.mode & 0o100) !== 0 };
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (isTenonError(error)) throw error;
    throw sourceError('external_source_unreadable', path, 'cannot be read', 'Let your user read it.', error);
  }
}

export interface SourceBytes {
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

/** The text of a file. undefined: it is not there. Throws `external_source_*`. */
export async function readText(root: string, path: string, maxBytes = maxTextBytes): Promise<string | undefined> {
  const read = await readBytes(root, path, maxBytes);
  if (!read) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(read.bytes);
  } catch (error) {
    throw sourceError('external_source_invalid', path, 'is not UTF-8', 'Save it as UTF-8.', error);
  }
}

/** The names in a folder, sorted, those that begin with a dot left out. Empty when there is none. */
export async function listFolder(root: string, folder: string): Promise<readonly string[]> {
  const real = await resolveInside(root, folder);
  if (real === undefined) return [];
  let names: string[];
  try {
    names = await readdir(real);
  } catch (error) {
    if (isMissing(error)) return [];
    throw sourceError('external_source_unreadable', folder, 'cannot be listed', 'Let your user read it.', error);
  }
  if (names.length > maxEntries) {
    const problem = `has more than ${maxEntries} entries`;
    throw sourceError('external_source_too_large', folder, problem, 'Take out what is not to be imported.');
  }
  return names.filter((name) => !name.startsWith('.')).sort();
}

/** The Markdown files in a folder and its folders, as paths relative to it. */
export async function listMarkdown(root: string, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  // Links may lead round in circles: each folder is looked through once.
  const seen = new Set<string>();
  const look = async (below: string): Promise<void> => {
    const real = await resolveInside(root, join(folder, below));
    if (real === undefined || seen.has(real)) return;
    seen.add(real);
    for (const name of await listFolder(root, join(folder, below))) {
      if (name.endsWith('.md')) found.push(join(below, name));
      else await look(join(below, name));
    }
    if (found.length > maxEntries || seen.size > maxEntries) {
      const problem = `has more than ${maxEntries} files`;
      throw sourceError('external_source_too_large', folder, problem, 'Take out what is not to be imported.');
    }
  };
  await look('');
  return found;
}
