import { withRealPaths } from '@tenon/confined-files';
import { isTenonError } from '@tenon/plugin-api';
import type { Environment } from '@tenon/plugin-api/environment';
import { type FileSystemSandboxEntry, type PermissionProfile, rpcCodes } from '@tenon/protocol';
import type { CommandExecParams } from '@tenon/protocol/command-exec';
import { bindProfile, keepDenials, profileOfPolicy } from '@tenon/sandboxing';
import { invalidRequest, RpcFailure } from '../rpc-error.ts';
import { type ConfigInForce, configuredProfile, mustBeHeld } from './permissions.ts';

/**
 * What a command of a client's may touch: what it asks for, else what the configuration gives to its folder. What the configuration
 * and administrators deny to be read stays denied, whatever it asks for.
 */
export async function commandProfile(
  { permissionProfile, sandboxPolicy }: Pick<CommandExecParams, 'permissionProfile' | 'sandboxPolicy'>,
  cwd: string,
  { inForce, environment }: { readonly inForce: ConfigInForce; readonly environment: Environment },
): Promise<PermissionProfile> {
  if (permissionProfile && sandboxPolicy) {
    throw invalidRequest('`permissionProfile` cannot be combined with `sandboxPolicy`');
  }
  const place = { cwd, tmpdir: environment.platform.tmpdir };
  if (permissionProfile) checkProfile(permissionProfile);
  const asked = permissionProfile ?? (sandboxPolicy && profileOfPolicy(sandboxPolicy));
  const configured = configuredProfile(inForce);
  if (!asked) return configured;
  const allowed = mustBeHeld(asked, inForce.requirements);
  return withRealPaths(environment.files, place, (real) => keepDenials(allowed, configured, real));
}

/** Throws for entries that cannot be meant, with their place. */
function checkProfile(profile: PermissionProfile): void {
  if (profile.type !== 'managed' || profile.fileSystem.type !== 'restricted') return;
  const seen = new Map<string, { readonly at: number; readonly access: string }>();
  for (const [at, entry] of profile.fileSystem.entries.entries()) {
    const where = `permissionProfile.fileSystem.entries[${at}]`;
    checkEntry(entry, where);
    const key = JSON.stringify(entry.path);
    const other = seen.get(key);
    if (other && (other.access === 'none') !== (entry.access === 'none')) {
      throw invalidProfile(
        `${where} says \`${entry.access}\` of what entries[${other.at}] says \`${other.access}\``,
        'Leave out one of them.',
      );
    }
    seen.set(key, { at, access: entry.access });
  }
}

function checkEntry(entry: FileSystemSandboxEntry, where: string): void {
  const { path, access } = entry;
  if (path.type === 'glob_pattern' && access !== 'none') {
    throw invalidProfile(
      `${where} gives \`${access}\` to a pattern: patterns can only be denied`,
      'Name a path, or say `none`.',
    );
  }
  try {
    bindProfile(
      { type: 'managed', network: { enabled: false }, fileSystem: { type: 'restricted', entries: [entry] } },
      { cwd: '/', tmpdir: '/tmp' },
    );
  } catch (error) {
    if (!isTenonError(error)) throw error;
    throw invalidProfile(`${where}: ${error.message}`, error.mend);
  }
}

const invalidProfile = (message: string, mend: string | undefined) =>
  new RpcFailure(rpcCodes.invalidParams, message, { code: 'bad_permission_profile', ...(mend && { mend }) });
