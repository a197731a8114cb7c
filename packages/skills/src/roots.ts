import type { posix } from 'node:path';
import type { FileSystem } from '@tenon/plugin-api/environment';
import { unlessDenied } from './unless-denied.ts';

/** The folders from a project's root down to `cwd`: the nearest at or above it with one of the markers. `cwd` alone where there is none. */
export async function projectFolders(
  cwd: string,
  markers: readonly string[],
  { files, paths }: { readonly files: Pick<FileSystem, 'stat'>; readonly paths: typeof posix },
): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let folder = cwd; ; folder = paths.dirname(folder)) {
    folders.unshift(folder);
    const found = await Promise.all(markers.map((marker) => unlessDenied(files.stat(paths.join(folder, marker)))));
    if (found.some((stat) => stat !== undefined)) return folders;
    if (paths.dirname(folder) === folder) return [cwd];
  }
}
