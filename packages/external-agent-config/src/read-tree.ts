import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readBytes, resolveInside, type SourceBytes } from './read-source.ts';
import { isMissing, sourceError } from './source-error.ts';

const maxFiles = 500;
const maxTreeBytes = 16 * 1024 * 1024;
const maxDepth = 8;

/**
 * The files of a folder by relative path, those that begin with a dot too. Links within it are read as what they lead to; one out of
 * it is refused, and so is what is too large (16 MiB, or `left` bytes if that is less). Throws `external_source_*`.
 */
export async function readTree(root: string, folder: string, left: number): Promise<ReadonlyMap<string, SourceBytes>> {
  const maxBytes = Math.min(maxTreeBytes, left);
  const files = new Map<string, SourceBytes>();
  let [bytes, looked] = [0, 0];
  const tooLarge = (limit: string) =>
    sourceError('external_source_too_large', folder, `has more than ${limit}`, 'Take out what is not to be imported.');
  const look = async (below: string, depth: number): Promise<void> => {
    const at = join(folder, below);
    if (depth > maxDepth) throw tooLarge(`${maxDepth} folders in one another`);
    const real = await resolveInside(depth === 0 ? root : folder, at);
    if (real === undefined) return;
    let names: string[];
    try {
      names = await readdir(real);
    } catch (error) {
      if (isMissing(error)) return;
      throw sourceError('external_source_unreadable', at, 'cannot be listed', 'Let your user read it.', error);
    }
    for (const name of names.sort()) {
      looked += 1;
      if (looked > maxFiles) throw tooLarge(`${maxFiles} files`);
      if (name === '.git') continue;
      const relative = join(below, name);
      const target = await resolveInside(folder, join(folder, relative));
      if (target === undefined) continue;
      if ((await stat(target)).isDirectory()) {
        await look(relative, depth + 1);
        continue;
      }
      const read = await readBytes(folder, join(folder, relative), maxBytes - bytes);
      if (!read) continue;
      bytes += read.bytes.length;
      files.set(relative, read);
    }
  };
  await look('', 0);
  return files;
}
