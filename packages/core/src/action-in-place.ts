import { withRealPaths } from '@tenon/confined-files';
import { tenonError } from '@tenon/plugin-api';
import type { Environment } from '@tenon/plugin-api/environment';
import type { ToolAction } from '@tenon/plugin-api/tool';
import type { AdditionalPermissionProfile, FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';
import { materialize, overlay, type Place } from '@tenon/sandboxing';
import { placeOf } from './grants.ts';
import type { ThreadSettings } from './settings.ts';

/**
 * The action with the permissions it asks for as absolute paths, links resolved, in the working directory of its turn: what is judged and
 * shown is what is granted. Of a command's, what is in force already is left out. Throws `bad_permission_path`, and
 * `network_kept_off`: what nobody may grant, nobody is asked for.
 */
export async function actionInPlace(
  action: ToolAction,
  inForce: PermissionProfile,
  settings: ThreadSettings,
  environment: Environment,
): Promise<ToolAction> {
  const inPlace = <T>(compute: (place: Place) => T) =>
    withRealPaths(environment.files, placeOf(settings, environment), compute);
  if (action.type === 'permissions') {
    mayHaveNetwork(action.permissions, inForce, settings);
    return { ...action, permissions: await inPlace((place) => materialize(action.permissions, place)) };
  }
  if (action.type !== 'command' || !action.additionalPermissions) return action;
  const { additionalPermissions: asked, ...command } = action;
  mayHaveNetwork(asked, inForce, settings);
  const needed = await inPlace((place) => beyondProfile(inForce, materialize(asked, place), place));
  return needed ? { ...command, additionalPermissions: needed } : command;
}

function mayHaveNetwork(
  { network }: AdditionalPermissionProfile,
  inForce: PermissionProfile,
  { networkKeptOff }: ThreadSettings,
): void {
  const hasNone = inForce.type !== 'disabled' && !inForce.network.enabled;
  if (!networkKeptOff || !network?.enabled || !hasNone) return;
  throw tenonError({
    code: 'network_kept_off',
    message: 'administrators keep the network off: nobody can grant it; ask for what is needed beside it',
    mend: 'Set `experimental_network` of requirements.toml.',
  });
}

/** Of what is asked for, what a profile does not give; undefined when it gives all. */
export function beyondProfile(
  profile: PermissionProfile,
  asked: AdditionalPermissionProfile,
  place: Place,
): AdditionalPermissionProfile | undefined {
  if (profile.type === 'disabled') return undefined;
  const opens = (entry: FileSystemSandboxEntry) => {
    const wider = overlay(profile, { fileSystem: { entries: [entry] } }, place);
    return profile.type === 'managed' && wider.type === 'managed' && wider.fileSystem !== profile.fileSystem;
  };
  const entries = (asked.fileSystem?.entries ?? []).filter(opens);
  const network = asked.network?.enabled === true && !profile.network.enabled;
  if (entries.length === 0 && !network) return undefined;
  // Once more, for the lists that older clients read.
  return materialize(
    { network: { enabled: network }, fileSystem: { ...asked.fileSystem, read: null, write: null, entries } },
    place,
  );
}

/** Whether nothing is asked for, or granted. */
export const isEmpty = ({ network, fileSystem }: AdditionalPermissionProfile): boolean =>
  network?.enabled !== true && (fileSystem?.entries ?? []).length === 0;
