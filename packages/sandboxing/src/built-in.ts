import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import { pathEntry } from './files-algebra.ts';
import { profileOfPolicy } from './legacy-policy.ts';
import { absolutePath } from './path.ts';

/** The profile of a name that no configuration may define; undefined when there is none of that name. */
export function builtInProfile(id: string): PermissionProfile | undefined {
  switch (id) {
    case ':read-only':
      return profileOfPolicy({ type: 'readOnly' });
    case ':workspace':
      return profileOfPolicy({ type: 'workspaceWrite' });
    case ':danger-no-sandbox':
      return profileOfPolicy({ type: 'dangerFullAccess' });
    default:
      return undefined;
  }
}

/** The profile with more folders to write: `additionalWritableRoot` of a request. Throws for a relative path. */
export function withWritableRoots(profile: PermissionProfile, roots: readonly string[]): PermissionProfile {
  const added: FileSystemSandboxEntry[] = roots.map((root) => pathEntry(absolutePath(root), 'write'));
  if (profile.type !== 'managed' || profile.fileSystem.type !== 'restricted') return profile;
  return { ...profile, fileSystem: { ...profile.fileSystem, entries: [...profile.fileSystem.entries, ...added] } };
}
