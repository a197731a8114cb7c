import type { FileSystemSandboxEntry, PermissionProfile, SandboxPolicy } from '@tenon/protocol';
import { pathEntry } from './files-algebra.ts';
import { bad, flagOf, listOf, show, type Table, tableOf, textOf } from './json-table.ts';
import { profileOfPolicy } from './legacy-policy.ts';
import { absolutePath } from './path.ts';

/**
 * The profile of a sandbox policy in any spelling: the wire's, that of rollouts, `mode` for `type`, and with the lists of
 * readable folders that policies had for a while (`access`, `readOnlyAccess`). Throws `bad_permission_profile`.
 */
export function readPolicy(table: Table): PermissionProfile {
  const policy = policyOf(table);
  const profile = profileOfPolicy(policy);
  const reads = table.access ?? table.readOnlyAccess ?? table.read_only_access;
  if (reads === undefined || reads === null || profile.type !== 'managed') return profile;
  const { fileSystem } = profile;
  if (fileSystem.type === 'unrestricted') return profile;
  const readable = readableOf(tableOf(reads, 'access'));
  if (!readable) return profile;
  // The first entry of a policy reads everything.
  const entries = [...readable, ...fileSystem.entries.slice(1)];
  return { ...profile, fileSystem: { ...fileSystem, entries } };
}

function policyOf(table: Table): SandboxPolicy {
  const word = textOf(table.type ?? table.mode, 'type');
  const network = table.networkAccess ?? table.network_access;
  // A name in camel case, as it is in kebab case.
  switch (word.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())) {
    case 'dangerFullAccess':
      return { type: 'dangerFullAccess' };
    case 'externalSandbox':
      return { type: 'externalSandbox', networkAccess: mayConnect(network) ? 'enabled' : 'restricted' };
    case 'readOnly':
      return { type: 'readOnly', networkAccess: mayConnect(network) };
    case 'workspaceWrite':
      return {
        type: 'workspaceWrite',
        writableRoots: pathsOf(table.writableRoots ?? table.writable_roots, 'writableRoots'),
        networkAccess: mayConnect(network),
        excludeTmpdirEnvVar: flagOf(table.excludeTmpdirEnvVar ?? table.exclude_tmpdir_env_var, 'excludeTmpdirEnvVar'),
        excludeSlashTmp: flagOf(table.excludeSlashTmp ?? table.exclude_slash_tmp, 'excludeSlashTmp'),
      };
    default:
      throw bad('type', `${show(word)} is not known`);
  }
}

/** A flag, or a word of it. */
const mayConnect = (value: unknown) =>
  value === 'enabled' || (value !== 'restricted' && flagOf(value, 'networkAccess'));

/** undefined: everything. */
function readableOf(table: Table): readonly FileSystemSandboxEntry[] | undefined {
  if (table.type === 'fullAccess' || table.type === 'full-access') return undefined;
  if (table.type !== 'restricted') throw bad('access.type', `${show(table.type)} is not known`);
  const roots = pathsOf(table.readableRoots ?? table.readable_roots, 'access.readableRoots');
  const minimal = flagOf(table.includePlatformDefaults ?? table.include_platform_defaults, 'includePlatformDefaults');
  return [
    ...(minimal ? [{ path: { type: 'special', value: { kind: 'minimal' } }, access: 'read' } as const] : []),
    ...roots.map((root) => pathEntry(root, 'read')),
  ];
}

const pathsOf = (value: unknown, where: string) =>
  listOf(value, where).map((path, at) => absolutePath(textOf(path, `${where}[${at}]`)));
