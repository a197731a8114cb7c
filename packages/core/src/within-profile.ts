import { fileArea } from '@tenon/confined-files';
import type { Environment } from '@tenon/plugin-api/environment';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { PermissionProfile } from '@tenon/protocol';

/** Whether a profile lets all that an action changes be written, links resolved. True of what changes no files. */
export async function isWithinProfile(
  action: ToolAction,
  profile: PermissionProfile,
  { cwd, environment }: { readonly cwd: string; readonly environment: Environment },
): Promise<boolean> {
  if (action.type !== 'fileChange' || profile.type !== 'managed') return true;
  const { files, platform } = environment;
  const area = await fileArea(files, { profile, cwd, tmpdir: platform.tmpdir });
  for (const { path, kind } of action.changes) {
    const moved = kind.type === 'update' && kind.move_path ? [kind.move_path] : [];
    for (const each of [path, ...moved]) {
      const absolute = each.startsWith('/') ? each : `${cwd}/${each}`;
      const real = await area.resolve(absolute);
      if (real === undefined || !area.mayWrite(real)) return false;
    }
  }
  return true;
}
