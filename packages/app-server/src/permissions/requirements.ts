import type { Requirements } from '@tenon/config';
import { tenonError } from '@tenon/plugin-api';
import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import { denialsOf, profileOfToml, withDenials } from '@tenon/sandboxing';
import { userHome } from './named-profile.ts';

/** What administrators let nobody read: `[permissions.filesystem] deny_read`. Throws `config_invalid` for what cannot be meant. */
function deniedReads(requirements: Requirements | null, home = userHome()): FileSystemSandboxEntry[] {
  const paths = requirements?.values.permissions?.filesystem?.deny_read ?? [];
  return paths.flatMap((path) => {
    const refuse = (why: string, cause?: unknown) =>
      tenonError({
        code: 'config_invalid',
        message: `${requirements?.setBy.permissions ?? 'requirements'}: permissions.filesystem.deny_read: ${JSON.stringify(path)}: ${why}`,
        mend: 'Name an absolute path, `~/…`, a path below a name such as `:project_roots/keys`, or a pattern of one.',
        cause,
      });
    if (!/^[/~:]/.test(path)) throw refuse('it is relative');
    // `:project_roots/secrets` and `:project_roots/**/*.env` are below a name.
    const [, name = path, below] = /^(:[^/]*)\/(.+)$/.exec(path) ?? [];
    try {
      const filesystem = { [name]: below === undefined ? 'none' : { [below]: 'none' } };
      const { profile, warnings } = profileOfToml({ filesystem }, { name: 'deny_read', home });
      if (warnings.length > 0) throw new Error(`\`${name}\` is no name that this version knows`);
      const entries = denialsOf(profile);
      if (entries.some(isBareName)) throw new Error('it names no path below');
      return entries;
    } catch (error) {
      const { cause } = error as Error;
      throw refuse(cause instanceof Error ? cause.message : (error as Error).message, error);
    }
  });
}

/** Of a whole folder that a name stands for, a denial would not hold over entries below it. */
const isBareName = ({ path }: FileSystemSandboxEntry) =>
  path.type === 'special' && !(path.value.kind === 'project_roots' && path.value.subpath);

/** Whether administrators limit the network in ways that need a proxy, which is not there yet. */
export const limitsNetwork = (requirements: Requirements | null): boolean => {
  const network = requirements?.values.experimental_network;
  return network !== undefined && network.enabled !== false;
};

/**
 * The profile as administrators require it. What they deny to be read nothing lifts: not full access, nor a sandbox outside. Where
 * they limit the network in ways that this version cannot enforce, a profile that a sandbox enforces has none.
 */
export function withRequirements(profile: PermissionProfile, requirements: Requirements | null): PermissionProfile {
  const denied = withDenials(profile, deniedReads(requirements));
  const isOff = denied.type === 'managed' && limitsNetwork(requirements);
  return isOff ? { ...denied, network: { enabled: false } } : denied;
}
