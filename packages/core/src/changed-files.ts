import { fileArea } from '@tenon/confined-files';
import type { FileSystem } from '@tenon/plugin-api/environment';
import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { AdditionalPermissionProfile } from '@tenon/protocol';
import { isProtectedName } from '@tenon/sandboxing';

/** Where the changes of an action go. */
export interface ChangedFiles {
  /** Whether the profile lets all of it be written. True of what changes no files. */
  readonly within: boolean;
  /** The paths, links resolved; a path that leads nowhere as it is written. */
  readonly paths: readonly string[];
}

export async function changedFiles(
  action: ToolAction,
  files: FileSystem,
  request: SandboxRequest,
): Promise<ChangedFiles> {
  if (action.type !== 'fileChange') return { within: true, paths: [] };
  const area = await fileArea(files, request);
  const confined = request.profile.type === 'managed';
  const found = action.changes.flatMap(({ path, kind }) =>
    kind.type === 'update' && kind.move_path ? [path, kind.move_path] : [path],
  );
  const paths: string[] = [];
  let within = true;
  for (const path of found) {
    const absolute = path.startsWith('/') ? path : `${request.cwd}/${path}`;
    const real = await area.resolve(absolute);
    if (confined && (real === undefined || !area.mayWrite(real))) within = false;
    paths.push(real ?? absolute);
  }
  return { within, paths };
}

/**
 * What lets just these changes be written: their folders, with those that are to be made for them. A link that is put in the way
 * between a person's answer and the writing leads to nothing that they were not shown.
 */
export async function forTheseFiles(
  { paths }: ChangedFiles,
  files: Pick<FileSystem, 'stat'>,
): Promise<AdditionalPermissionProfile> {
  const foldersOf = async (path: string): Promise<readonly string[]> => {
    const isThere = async (folder: string) => folder === '/' || (await files.stat(folder)) !== undefined;
    const folders = [parentOf(path)];
    for (let at = parentOf(path); !(await isThere(at)) && !(await isThere(parentOf(at))); ) {
      at = parentOf(at);
      folders.push(at);
    }
    return folders;
  };
  const folders = (await Promise.all(paths.map(foldersOf))).flat();
  // By its folder alone, what has such a name would not be written.
  const named = paths.filter((path) => isProtectedName(path.slice(path.lastIndexOf('/') + 1)));
  return { fileSystem: { write: [...new Set([...folders, ...named])] } };
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
