import type { ConfigToml } from '@tenon/config';
import { tenonError } from '@tenon/plugin-api';
import type { PermissionProfile } from '@tenon/protocol';
import { builtInProfile, profileOfToml } from '@tenon/sandboxing';
import { networkOf } from './network-rules.ts';

const builtIn = [':read-only', ':workspace', ':danger-no-sandbox'];

export interface NamedProfile {
  readonly profile: PermissionProfile;
  /** What its table says and has no effect, each a sentence. */
  readonly warnings: readonly string[];
}

/** The user's home folder: what `~/` stands for in a profile. */
export const userHome = (): string => process.getBuiltinModule('node:os').homedir();

export interface ProfileName {
  readonly id: string;
  /** The key or the field that names it, for errors. */
  readonly from: string;
}

/**
 * A profile by its name: a built-in one, or one of `[permissions]`. Throws `permission_profile_unknown`, `config_invalid` where a
 * table has a name that is built in, and `bad_permission_profile`.
 */
export function namedProfile({ id, from }: ProfileName, config: ConfigToml, home = userHome()): NamedProfile {
  const tables = config.permissions ?? {};
  const reserved = Object.keys(tables).find((name) => name.startsWith(':'));
  if (reserved !== undefined) {
    throw tenonError({
      code: 'config_invalid',
      message: `permissions profile \`${reserved}\` uses a reserved built-in profile prefix`,
      mend: `Give [permissions.${JSON.stringify(reserved)}] a name without the colon.`,
    });
  }
  const known = builtInProfile(id);
  if (known) return { profile: known, warnings: [] };
  const table = Object.hasOwn(tables, id) ? tables[id] : undefined;
  if (!table) {
    const kind = id.startsWith(':') ? 'unknown built-in' : 'undefined';
    throw tenonError({
      code: 'permission_profile_unknown',
      message: `${from} refers to ${kind} profile \`${id}\`; known are ${[...builtIn, ...Object.keys(tables)].map((name) => `\`${name}\``).join(', ')}`,
      mend: `Name one of them, or write [permissions.${JSON.stringify(id.replace(/^:+/, ''))}] in config.toml.`,
    });
  }
  const network = networkOf(id, table);
  const { profile, warnings } = profileOfToml(
    { filesystem: table.filesystem, network: { enabled: network.enabled } },
    { name: id, home },
  );
  return { profile, warnings: [...noFiles(id, profile), ...warnings, ...network.warnings] };
}

function noFiles(id: string, profile: PermissionProfile): string[] {
  if (profile.type !== 'managed' || profile.fileSystem.type !== 'restricted') return [];
  const names = profile.fileSystem.entries.filter(
    ({ path }) => path.type !== 'special' || path.value.kind !== 'unknown',
  );
  return names.length > 0
    ? []
    : [`Permission profile \`${id}\` names no files: nothing can be read or written under it.`];
}
