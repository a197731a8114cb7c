import type { ConfigToml } from '@tenon/config';
import { tenonError } from '@tenon/plugin-api';
import type { PermissionProfile } from '@tenon/protocol';
import { builtInProfile, type PermissionsTable, profileOfToml } from '@tenon/sandboxing';

const builtIn = [':read-only', ':workspace', ':danger-no-sandbox'];

/** A profile by its name: a built-in one, or one of `[permissions]`. `home` is what `~/` stands for. Throws `permission_profile_unknown`. */
export function namedProfile(name: string, config: ConfigToml, home: string): PermissionProfile {
  const known = builtInProfile(name);
  if (known) return known;
  const tables = (config.permissions ?? {}) as Readonly<Record<string, PermissionsTable>>;
  const table = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (table) return profileOfToml(table, { name, home }).profile;
  throw tenonError({
    code: 'permission_profile_unknown',
    message: `there is no permission profile \`${name}\``,
    mend: `Use one of ${[...builtIn, ...Object.keys(tables)].join(', ')}, or write [permissions.${JSON.stringify(name)}] in config.toml.`,
  });
}
