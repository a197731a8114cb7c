import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';

/**
 * What holds once a person let a command run without the sandbox: everything but what the profile denies, for that is nobody's
 * to allow. Without denials, nothing is confined.
 */
export function escalatedProfile(profile: PermissionProfile): PermissionProfile {
  if (profile.type !== 'managed' || profile.fileSystem.type === 'unrestricted') return { type: 'disabled' };
  const { entries, ...rest } = profile.fileSystem;
  const denied = entries.filter(({ access }) => access === 'none');
  if (denied.length === 0) return { type: 'disabled' };
  const root: FileSystemSandboxEntry = { path: { type: 'special', value: { kind: 'root' } }, access: 'write' };
  return { type: 'managed', network: { enabled: true }, fileSystem: { ...rest, entries: [root, ...denied] } };
}
