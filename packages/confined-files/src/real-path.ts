import type { FileSystem } from '@tenon/plugin-api/environment';

/** How a path may end: with a link that is followed, or with the link itself. */
export type LastPart = 'follow' | 'keep';

/**
 * Where a path really leads, with every link on the way resolved. What does not exist yet is added to its nearest existing
 * parent. undefined when that cannot be told: a link that leads nowhere, or `..` at the end or behind what does not exist.
 */
export async function realPathOf(files: FileSystem, path: string, last: LastPart): Promise<string | undefined> {
  const existing = path.split('/').filter((part) => part !== '' && part !== '.');
  const added = last === 'keep' ? existing.splice(-1) : [];
  for (;;) {
    const parent = await realPathIfThere(files, `/${existing.join('/')}`);
    if (parent !== undefined) {
      if (added.includes('..')) return undefined;
      const [first] = last === 'keep' ? added.slice(0, -1) : added;
      // Listed, and yet not there: a link that leads nowhere. Writing would follow it.
      if (first !== undefined && (await namesIn(files, parent)).includes(first)) return undefined;
      return added.length === 0 ? parent : `${parent === '/' ? '' : parent}/${added.join('/')}`;
    }
    added.unshift(...existing.splice(-1));
  }
}

async function realPathIfThere(files: FileSystem, path: string): Promise<string | undefined> {
  try {
    return await files.realPath(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

async function namesIn(files: FileSystem, folder: string): Promise<readonly string[]> {
  try {
    return await files.readDirectory(folder);
  } catch (error) {
    // A file is no folder: whatever is asked for below it fails by itself.
    if (codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? '';
}
