import type { ConfigToml } from '@tenon/config';
import type { FileSystemPath, PermissionProfile, SandboxMode, SandboxPolicy } from '@tenon/protocol';

/** The policy a mode stands for, with the configuration's `[sandbox_workspace_write]`. */
export function sandboxPolicyOf(mode: SandboxMode, config: ConfigToml): SandboxPolicy {
  if (mode === 'danger-full-access') return { type: 'dangerFullAccess' };
  if (mode === 'read-only') return { type: 'readOnly', networkAccess: false };
  const table = config.sandbox_workspace_write;
  return {
    type: 'workspaceWrite',
    writableRoots: table?.writable_roots ?? [],
    networkAccess: table?.network_access ?? false,
    excludeTmpdirEnvVar: table?.exclude_tmpdir_env_var ?? false,
    excludeSlashTmp: table?.exclude_slash_tmp ?? false,
  };
}

/** The mode whose permission a profile needs: the narrowest that may write all that it writes. */
export function modeOf(profile: PermissionProfile): SandboxMode | 'external-sandbox' {
  if (profile.type === 'disabled') return 'danger-full-access';
  if (profile.type === 'external') return 'external-sandbox';
  if (profile.fileSystem.type === 'unrestricted') return 'danger-full-access';
  const written = profile.fileSystem.entries.filter(({ access }) => access === 'write');
  if (written.some(({ path }) => isWholeDisk(path))) return 'danger-full-access';
  return written.length > 0 ? 'workspace-write' : 'read-only';
}

const isWholeDisk = (path: FileSystemPath) =>
  (path.type === 'special' && path.value.kind === 'root') || (path.type === 'path' && leadsTo(path.path) === '/');

/** Links resolved, for a profile is bound to what they lead to; of what is not there, the path. */
function leadsTo(path: string): string {
  try {
    return process.getBuiltinModule('node:fs').realpathSync(path);
  } catch {
    // What is not there, or may not be looked at, is not the whole disk.
    return path;
  }
}
