import type { ConfigWarning } from '@tenon/config';
import type { Host } from '../host.ts';
import { permissionsOf } from './permissions.ts';
import { limitsNetwork } from './requirements.ts';

/** What of the configured permissions has no effect, or keeps threads from starting. */
export function permissionWarnings({ config, requirements }: Pick<Host, 'config' | 'requirements'>): ConfigWarning[] {
  const warnings: ConfigWarning[] = [];
  if (limitsNetwork(requirements)) {
    const summary =
      '`experimental_network` of the requirements is unsupported in this version, which has no proxy: profiles that a sandbox enforces have no network.';
    warnings.push({ summary, details: requirements?.setBy.experimental_network ?? null });
  }
  try {
    permissionsOf({ config, requirements, project: null }, {}, (summary) => warnings.push({ summary, details: null }));
  } catch (error) {
    const details = error instanceof Error ? error.message : String(error);
    warnings.push({ summary: 'The configured permissions cannot be used: threads do not start with them.', details });
  }
  return warnings;
}
