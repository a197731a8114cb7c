import type {
  FileSystemPath,
  FileSystemSandboxEntry,
  FileSystemSpecialPath,
  PermissionProfile,
  SandboxPolicy,
} from '@tenon/protocol';
import { type Access, ofSamePath } from './access.ts';
import { pathEntry } from './files-algebra.ts';
import { parentOf } from './path.ts';
import { protectedNames } from './protected.ts';

/** What Codex names in a profile of a policy. `.tenon` is protected all the same. */
const namedOnTheWire = ['.git', '.agents', '.codex'];

const special = (value: FileSystemSpecialPath, access: Access): FileSystemSandboxEntry => ({
  path: { type: 'special', value },
  access,
});

const project = (subpath: string | null, access: Access) => special({ kind: 'project_roots', subpath }, access);

/** The profile that a policy stands for (fact sheet on the sandbox, section 8), with the entries and in the order of Codex. */
export function profileOfPolicy(policy: SandboxPolicy): PermissionProfile {
  switch (policy.type) {
    case 'dangerFullAccess':
      return { type: 'disabled' };
    case 'externalSandbox':
      return { type: 'external', network: { enabled: policy.networkAccess === 'enabled' } };
    case 'readOnly':
      return managed([special({ kind: 'root' }, 'read')], policy.networkAccess ?? false);
    case 'workspaceWrite':
      return managed(
        [
          special({ kind: 'root' }, 'read'),
          project(null, 'write'),
          ...(policy.excludeSlashTmp ? [] : [special({ kind: 'slash_tmp' }, 'write')]),
          ...(policy.excludeTmpdirEnvVar ? [] : [special({ kind: 'tmpdir' }, 'write')]),
          ...namedOnTheWire.map((name) => project(name, 'read')),
          ...(policy.writableRoots ?? []).map((path) => pathEntry(path, 'write')),
        ],
        policy.networkAccess ?? false,
      );
  }
}

const managed = (entries: FileSystemSandboxEntry[], enabled: boolean): PermissionProfile => ({
  type: 'managed',
  network: { enabled },
  fileSystem: { type: 'restricted', entries },
});

export interface PolicyProjection {
  readonly policy: SandboxPolicy;
  /** Whether the policy says all that the profile says. Never enforce one that does not. */
  readonly lossless: boolean;
}

/**
 * A profile for those who read only the old field. Nothing to write becomes `readOnly`, and so does what writes elsewhere but
 * not in the project, for `workspaceWrite` would open it; the whole disk is `dangerFullAccess`, or `externalSandbox` without
 * the network; the rest is `workspaceWrite`.
 */
export function policyOfProfile(profile: PermissionProfile): PolicyProjection {
  if (profile.type === 'disabled') return { policy: { type: 'dangerFullAccess' }, lossless: true };
  const networkAccess = profile.network.enabled;
  const outside: SandboxPolicy = { type: 'externalSandbox', networkAccess: networkAccess ? 'enabled' : 'restricted' };
  if (profile.type === 'external') return { policy: outside, lossless: true };
  const entries = strongestEntries(profile);
  if (entries.get(wholeDisk)?.access === 'write') {
    const policy: SandboxPolicy = networkAccess ? { type: 'dangerFullAccess' } : outside;
    return { policy, lossless: networkAccess && entries.size === 1 };
  }
  const policy = restrictedPolicy(entries, networkAccess);
  return { policy, lossless: sameEntries(entries, strongestEntries(profileOfPolicy(policy))) };
}

type Entries = ReadonlyMap<string, FileSystemSandboxEntry>;

const wholeDisk = ':root';

function restrictedPolicy(entries: Entries, networkAccess: boolean): SandboxPolicy {
  const writes = (path: string) => entries.get(path)?.access === 'write';
  if (!writes(':project_roots')) return { type: 'readOnly', networkAccess };
  return {
    type: 'workspaceWrite',
    writableRoots: [...entries.keys()].filter((path) => path.startsWith('/') && writes(path)),
    networkAccess,
    excludeTmpdirEnvVar: !writes(':tmpdir'),
    excludeSlashTmp: !writes(':slash_tmp'),
  };
}

const sameEntries = (a: Entries, b: Entries) =>
  a.size === b.size && [...a].every(([path, { access }]) => b.get(path)?.access === access);

/** One entry for each path, as it is written. Protected metadata of what is written is left out: no policy need say it. */
function strongestEntries(profile: PermissionProfile): Entries {
  const entries = new Map<string, FileSystemSandboxEntry>();
  for (const entry of writtenEntries(profile)) {
    const path = written(entry.path);
    entries.set(path, { ...entry, access: ofSamePath(entries.get(path)?.access, entry.access) });
  }
  const isImplied = (path: string, access: Access) =>
    access === 'read' &&
    protectedNames.some((name) => path.endsWith(`/${name}`) && entries.get(parentOf(path))?.access === 'write');
  return new Map([...entries].filter(([path, { access }]) => !isImplied(path, access)));
}

function writtenEntries(profile: PermissionProfile): readonly FileSystemSandboxEntry[] {
  if (profile.type !== 'managed') return [];
  const { fileSystem } = profile;
  return fileSystem.type === 'restricted' ? fileSystem.entries : [special({ kind: 'root' }, 'write')];
}

/** A path as configuration files spell it. */
function written(path: FileSystemPath): string {
  if (path.type === 'path') return path.path === '/' ? wholeDisk : path.path;
  if (path.type === 'glob_pattern') return `glob ${path.pattern}`;
  const { value } = path;
  const name = value.kind === 'unknown' ? `unknown ${value.path}` : `:${value.kind}`;
  return 'subpath' in value && value.subpath ? `${name}/${value.subpath}` : name;
}
