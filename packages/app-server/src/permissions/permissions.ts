import { type LoadedConfig, type Refusal, type Requirements, refusal } from '@tenon/config';
import type { ThreadSettings } from '@tenon/core';
import { tenonError } from '@tenon/plugin-api';
import type {
  ActivePermissionProfile,
  PermissionProfile,
  PermissionProfileSelectionParams,
  SandboxMode,
} from '@tenon/protocol';
import { denialsOf, profileOfPolicy, withDenials, withWritableRoots } from '@tenon/sandboxing';
import { absolutePath } from '../absolute-path.ts';
import { invalidRequest } from '../rpc-error.ts';
import { namedProfile, type ProfileName } from './named-profile.ts';
import { withRequirements } from './requirements.ts';
import { modeOf, sandboxPolicyOf } from './sandbox-mode.ts';

/** The configuration of a folder: `config`, what administrators require, and who trusts the folder. */
export type ConfigInForce = Pick<LoadedConfig, 'config' | 'requirements' | 'project'>;

export type Permissions = Pick<ThreadSettings, 'permissionProfile' | 'activePermissionProfile'>;

/** Told of a value that was asked for and does not hold, or not wholly. */
export type Refused = (message: string) => void;

/** What a request says of permissions. */
export interface RequestedPermissions {
  readonly permissions?: PermissionProfileSelectionParams | null | undefined;
  readonly sandbox?: SandboxMode | null | undefined;
}

/**
 * What holds: what the request asks for, else what the configuration says, else the default by trust; within what administrators
 * require. Throws for both fields at once, for profiles that are unknown or broken, and where `default_permissions` is missing.
 */
export function permissionsOf(
  inForce: ConfigInForce,
  requested: RequestedPermissions,
  onRefused?: Refused,
): Permissions {
  const { permissions, sandbox } = requested;
  if (permissions && sandbox) throw invalidRequest('`permissions` cannot be combined with `sandbox`');
  const asked = permissions
    ? selected(permissions, inForce, onRefused)
    : sandbox
      ? ofMode(sandbox, inForce)
      : configured(inForce, onRefused);
  return held(asked, inForce, onRefused);
}

/** The profile that the configuration gives to what runs in a folder. */
export const configuredProfile = (inForce: ConfigInForce): PermissionProfile =>
  permissionsOf(inForce, {}).permissionProfile;

/** The profile that a request selects by name, with its further writable folders. Not held to requirements. */
export function selected(
  { id, modifications }: PermissionProfileSelectionParams,
  inForce: Pick<ConfigInForce, 'config'>,
  onRefused?: Refused,
): Permissions {
  const base = named({ id, from: 'permissions.id' }, inForce, onRefused);
  const roots = (modifications ?? []).map(({ path }, at) =>
    absolutePath(path, `permissions.modifications[${at}].path`),
  );
  const permissionProfile = withWritableRoots(base.permissionProfile, roots);
  // One that confines nothing has nothing to add a folder to.
  const added = permissionProfile === base.permissionProfile ? [] : roots;
  return { permissionProfile, activePermissionProfile: active(id, added) };
}

function named(name: ProfileName, { config }: Pick<ConfigInForce, 'config'>, onRefused?: Refused): Permissions {
  const { profile, warnings } = namedProfile(name, config);
  for (const warning of warnings) onRefused?.(warning);
  return { permissionProfile: profile, activePermissionProfile: active(name.id) };
}

const active = (id: string, roots: readonly string[] = []): ActivePermissionProfile => ({
  id,
  extends: null,
  modifications: roots.map((path) => ({ type: 'additionalWritableRoot', path })),
});

const ofMode = (mode: SandboxMode, { config }: Pick<ConfigInForce, 'config'>): Permissions => ({
  permissionProfile: profileOfPolicy(sandboxPolicyOf(mode, config)),
  activePermissionProfile: null,
});

/** What the configuration says. Of `default_permissions` and `sandbox_mode` it has one at most. */
function configured(inForce: ConfigInForce, onRefused?: Refused): Permissions {
  const { config, project } = inForce;
  const { default_permissions: id, sandbox_mode: mode } = config;
  if (id !== undefined) return named({ id, from: 'default_permissions' }, inForce, onRefused);
  if (mode !== undefined) return ofMode(mode, inForce);
  if (hasUnchosen(inForce)) {
    throw tenonError({
      code: 'config_invalid',
      message: 'config defines `[permissions]` profiles but does not set `default_permissions`',
      mend: 'Set default_permissions in config.toml to one of them, or to `:workspace`.',
    });
  }
  // By trust, and nobody is told where administrators want less.
  const [byTrust, builtIn] = project?.trust
    ? (['workspace-write', ':workspace'] as const)
    : (['read-only', ':read-only'] as const);
  const { permissionProfile } = ofMode(byTrust, inForce);
  // With a table of its own, a mode is no built-in profile.
  const activePermissionProfile = config.sandbox_workspace_write ? null : active(builtIn);
  return held({ permissionProfile, activePermissionProfile }, inForce);
}

/** Whether there are profiles of which none is chosen. */
export const hasUnchosen = ({ config }: Pick<ConfigInForce, 'config'>): boolean =>
  Object.keys(config.permissions ?? {}).length > 0 &&
  config.default_permissions === undefined &&
  config.sandbox_mode === undefined;

/** The same within what administrators require: of a mode that they do not allow, the first that they do. What was denied stays so. */
export function held(asked: Permissions, inForce: ConfigInForce, onRefused?: Refused): Permissions {
  const { requirements } = inForce;
  const refused = refusal(requirements, 'sandbox_mode', modeOf(asked.permissionProfile));
  if (!refused) {
    const { permissionProfile, activePermissionProfile } = asked;
    return { permissionProfile: withRequirements(permissionProfile, requirements), activePermissionProfile };
  }
  const mode = refused.allowed.find((each): each is SandboxMode => each !== 'external-sandbox') ?? 'read-only';
  onRefused?.(`${refused.message}; falling back to ${JSON.stringify(mode)}`);
  const { permissionProfile } = ofMode(mode, inForce);
  const narrowed = withDenials(permissionProfile, denialsOf(asked.permissionProfile));
  return { permissionProfile: withRequirements(narrowed, requirements), activePermissionProfile: null };
}

/** Throws for a profile that requirements do not allow; else it is given back as they require it. */
export function mustBeHeld(profile: PermissionProfile, requirements: Requirements | null): PermissionProfile {
  const refused = refusal(requirements, 'sandbox_mode', modeOf(profile));
  if (!refused) return withRequirements(profile, requirements);
  throw notPermitted(refused);
}

/** In Codex's words. */
export const notPermitted = ({ message }: Refusal) =>
  invalidRequest(`invalid turn context override: ${message}`, { code: 'requirements_refused' });
