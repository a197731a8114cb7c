import { tenonError } from '@tenon/plugin-api';
import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import { accessOf, type BoundProfile, bindProfile, compileEnforcement, type Enforcement } from '@tenon/sandboxing';
import { realPath } from './real-path.ts';

/** A request in its place on this disk, links resolved. */
export interface BoundRequest {
  readonly bound: BoundProfile;
  readonly enforcement: Enforcement;
  /**
   * The folders that may be written, but for the temporary ones: metadata of repositories is looked for in these. A temporary folder
   * may hold hundreds of them, and each would cost a mount.
   */
  readonly projects: readonly string[];
}

export function boundRequest({ profile, cwd, tmpdir }: SandboxRequest): BoundRequest {
  const bound = bindProfile(profile, { cwd, tmpdir, resolve: realPath });
  const workspace = realPath(cwd);
  const temporary = [realPath('/tmp'), realPath(tmpdir)];
  const roots = (bound.files?.writableRoots ?? []).map(({ real }) => real);
  const projects = new Set(roots.filter((root) => root === workspace || !temporary.includes(root)));
  return { bound, enforcement: compileEnforcement(bound), projects: [...projects] };
}

/** Throws `sandbox_unavailable` when no command can be started there: it is gone, or may not be read. */
export function checkFolder(folder: string, { bound }: BoundRequest, plugin: string): void {
  const found = process.getBuiltinModule('node:fs').statSync(folder, { throwIfNoEntry: false });
  const why = found?.isDirectory() ? undefined : found ? 'is no folder' : 'is not there any more';
  if (why !== undefined) throw unusable(folder, why, 'Make it again, or give another one.', plugin);
  const real = realPath(folder);
  if (real === undefined || accessOf(bound, real) === 'none') {
    throw unusable(folder, 'may not be read', 'Let the permission profile read it, or give another one.', plugin);
  }
}

const unusable = (folder: string, why: string, mend: string, plugin: string) =>
  tenonError({
    code: 'sandbox_unavailable',
    message: `a command cannot be started in ${folder}: this folder ${why}`,
    mend,
    plugin,
    file: folder,
  });
