import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { tenonError } from '@tenon/plugin-api';

const SYSTEM = '/etc/codex';

/**
 * The folder of the machine's configuration and requirements: `/etc/codex`, as Codex has it. `TENON_SYSTEM_DIR` names another one,
 * for tests and images, but not where an administrator requires something: whoever runs Tenon must not get round that.
 */
export function systemFolder(env: NodeJS.ProcessEnv): string {
  const { TENON_SYSTEM_DIR: named } = env;
  if (!named) return SYSTEM;
  for (const name of ['requirements.toml', 'managed_config.toml']) {
    const file = join(SYSTEM, name);
    if (!existsSync(file)) continue;
    throw tenonError({
      code: 'system_folder_fixed',
      message: `TENON_SYSTEM_DIR is set, and ${file} says what holds on this machine`,
      mend: 'Unset TENON_SYSTEM_DIR.',
      file,
    });
  }
  return resolve(named);
}
