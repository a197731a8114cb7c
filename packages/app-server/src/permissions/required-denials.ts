import type { Requirements } from '@tenon/config';
import { tenonError } from '@tenon/plugin-api';
import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import { profileOfToml, withDenials } from '@tenon/sandboxing';
import { userHome } from './named-profile.ts';

/** What administrators let nobody read: `[permissions.filesystem] deny_read`. Throws `config_invalid` for what cannot be meant. */
function requiredDenials(requirements: Requirements | null, home = userHome()): FileSystemSandboxEntry[] {
  const paths = requirements?.values.permissions?.filesystem?.deny_read ?? [];
  return paths.flatMap((path) => {
    const refuse = (why: string, cause?: unknown) =>
      tenonError({
        code: 'config_invalid',
        message: `${requirements?.setBy.permissions ?? 'requirements'}: permissions.filesystem.deny_read: ${JSON.stringify(path)}: ${why}`,
        mend: 'Name an absolute path, `~/…`, a name such as `:project_roots`, or a pattern of one.',
        cause,
      });
    if (!/^[/~:]/.test(path)) throw refuse('it is relative');
    // `:project_roots/secrets` and `:project_roots/**/*.env` are below a name.
    const [, name = path, below] = /^(:[^/]*)\/(.+)$/.exec(path) ?? [];
    try {
      const filesystem = { [name]: below === undefined ? 'none' : { [below]: 'none' } };
      const { profile, warnings } = profileOfToml({ filesystem }, { name: 'deny_read', home });
      if (warnings.length > 0) throw new Error(`\`${name}\` is no name that this version knows`);
      return profile.type === 'managed' && profile.fileSystem.type === 'restricted' ? profile.fileSystem.entries : [];
    } catch (error) {
      const { cause } = error as Error;
      throw refuse(cause instanceof Error ? cause.message : (error as Error).message, error);
    }
  });
}

/** The profile with what administrators deny. Nothing lifts that: not full access, nor a sandbox outside. */
export const withRequiredDenials = (profile: PermissionProfile, requirements: Requirements | null): PermissionProfile =>
  withDenials(profile, requiredDenials(requirements));
