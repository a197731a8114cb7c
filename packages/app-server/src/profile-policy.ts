import type { PermissionProfile, SandboxPolicy } from '@tenon/protocol';
import { invalidRequest } from './rpc-error.ts';

type Entry = Extract<
  Extract<PermissionProfile, { type: 'managed' }>['fileSystem'],
  { type: 'restricted' }
>['entries'][number];

/** Folders under a project that every sandbox keeps from being written: a profile may say so, and need not. */
const keptFolders = new Set(['.git', '.agents', '.codex', '.tenon']);

const unsupported = (what: string) =>
  invalidRequest(`permissionProfile: ${what} is unsupported in this version`, {
    code: 'unsupported',
    mend: 'Send a sandboxPolicy, or a profile that reads everything and writes project roots, temporary folders or paths.',
  });

/** The sandbox policy that a profile stands for. Throws `unsupported` for a profile that no policy says exactly. */
export function policyOfProfile(profile: PermissionProfile): SandboxPolicy {
  if (profile.type === 'disabled') return { type: 'dangerFullAccess' };
  if (profile.type === 'external') {
    return { type: 'externalSandbox', networkAccess: profile.network.enabled ? 'enabled' : 'restricted' };
  }
  const { fileSystem, network } = profile;
  if (fileSystem.type === 'unrestricted') {
    if (network.enabled) return { type: 'dangerFullAccess' };
    throw unsupported('all files without the network');
  }
  const writableRoots: string[] = [];
  const seen = new Set<string>();
  for (const entry of fileSystem.entries) seen.add(meaning(entry, writableRoots));
  if (!seen.has('read everything')) throw unsupported('a profile that does not read everything');
  const networkAccess = network.enabled;
  const writes = [...seen].filter((each) => each.startsWith('write '));
  if (writes.length === 0) return { type: 'readOnly', networkAccess };
  if (!seen.has('write project')) throw unsupported('writing elsewhere, but not in the project');
  return {
    type: 'workspaceWrite',
    writableRoots,
    networkAccess,
    excludeSlashTmp: !seen.has('write slash_tmp'),
    excludeTmpdirEnvVar: !seen.has('write tmpdir'),
  };
}

function meaning({ path, access }: Entry, writableRoots: string[]): string {
  if (path.type === 'path' && access === 'write') {
    writableRoots.push(path.path);
    return 'write path';
  }
  if (path.type === 'special') {
    const { value } = path;
    if (value.kind === 'root' && access === 'read') return 'read everything';
    if ((value.kind === 'slash_tmp' || value.kind === 'tmpdir') && access === 'write') return `write ${value.kind}`;
    if (value.kind === 'project_roots' && !value.subpath && access === 'write') return 'write project';
    if (value.kind === 'project_roots' && keptFolders.has(value.subpath ?? '') && access === 'read') return 'keep';
  }
  throw unsupported(`the entry ${JSON.stringify({ path, access })}`);
}
