import type { ThreadStartResponse, TurnStartParams } from '@tenon/protocol';
import { denialsOf, policyOfProfile } from '@tenon/sandboxing';

type Added = Pick<TurnStartParams, 'permissions' | 'sandboxPolicy'>;

export interface AddedDirs {
  /** What the turn is started with. */
  readonly params: Added;
  /** Why the folders are not added. */
  readonly ignored?: string;
}

/**
 * How a turn lets the folders of `--add-dir` be written too. A profile is chosen again with them. A mode is a policy, which takes
 * them; what is denied holds beside it.
 */
export function addedDirs(started: ThreadStartResponse, dirs: readonly string[]): AddedDirs {
  const { permissionProfile: profile, activePermissionProfile: active, sandbox } = started;
  // What confines nothing has nothing to be added to.
  if (dirs.length === 0 || profile?.type !== 'managed' || profile.fileSystem.type !== 'restricted')
    return { params: {} };
  const { entries } = profile.fileSystem;
  const ignored = `--add-dir ${dirs.join(', ')} is ignored`;
  if (!entries.some(({ access }) => access === 'write')) {
    return { params: {}, ignored: `${ignored}: the permissions of the thread let nothing be written.` };
  }
  if (active) {
    const added = (active.modifications ?? []).map(({ path }) => path);
    const modifications = [...new Set([...added, ...dirs])].map(
      (path) => ({ type: 'additionalWritableRoot', path }) as const,
    );
    return { params: { permissions: { type: 'profile', id: active.id, modifications } } };
  }
  const denied = new Set(denialsOf(profile));
  const without = {
    ...profile,
    fileSystem: { ...profile.fileSystem, entries: entries.filter((entry) => !denied.has(entry)) },
  };
  if (sandbox.type === 'dangerFullAccess') return { params: {} };
  if (sandbox.type === 'workspaceWrite' && policyOfProfile(without).lossless) {
    const writableRoots = [...new Set([...(sandbox.writableRoots ?? []), ...dirs])];
    return { params: { sandboxPolicy: { ...sandbox, writableRoots } } };
  }
  return { params: {}, ignored: `${ignored}: say by --permissions-profile which profile it is to be added to.` };
}
