import { fileArea } from '@tenon/confined-files';
import type { FileSystem } from '@tenon/plugin-api/environment';
import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import type { ToolAction } from '@tenon/plugin-api/tool';

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
