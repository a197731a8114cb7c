import type { posix } from 'node:path';
import type { FileSystem } from '@tenon/plugin-api/environment';
import { unlessDenied } from './unless-denied.ts';

/** The folders from a project's root down to `cwd`: the nearest at or above it with one of the markers. `cwd` alone where there is none. */
export async function projectFolders(
  cwd: string,
  markers: readonly string[],
  { files, paths }: { readonly files: Pick<FileSystem, 'stat'>; readonly paths: typeof posix },
): Promise<readonly string[]> {
  const above: string[] = [];
  for (let folder = cwd; above.at(-1) !== folder; folder = paths.dirname(folder)) above.push(folder);
  // All at once: one after the other they would take longer than all that a turn needs besides.
  const marked = await Promise.all(
    above.map(async (folder) => {
      const found = await Promise.all(markers.map((marker) => unlessDenied(files.stat(paths.join(folder, marker)))));
      return found.some((stat) => stat !== undefined);
    }),
  );
  const root = marked.indexOf(true);
  return root < 0 ? [cwd] : above.slice(0, root + 1).reverse();
}
