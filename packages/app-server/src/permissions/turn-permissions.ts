import type { ThreadSettings } from '@tenon/core';
import type { SandboxPolicy, TurnStartParams } from '@tenon/protocol';
import { denialsOf, profileOfPolicy, withDenials } from '@tenon/sandboxing';
import type { Host } from '../host.ts';
import { invalidRequest } from '../rpc-error.ts';
import { mustBeHeld, type Permissions, type Refused, selected } from './permissions.ts';

/**
 * What a turn changes of its thread's permissions, for itself and all later ones; nothing where it says nothing. Throws for what
 * requirements do not allow, for both fields at once, and for unknown profiles.
 */
export async function turnPermissions(
  { permissions, sandboxPolicy, cwd }: TurnStartParams,
  settings: ThreadSettings,
  { requirements, configFor }: Pick<Host, 'requirements' | 'configFor'>,
  onRefused: Refused,
): Promise<Partial<Permissions>> {
  if (permissions && sandboxPolicy) throw invalidRequest('`permissions` cannot be combined with `sandboxPolicy`');
  if (permissions) {
    const asked = selected(permissions, await configFor(cwd ?? settings.cwd), onRefused);
    return { ...asked, permissionProfile: mustBeHeld(asked.permissionProfile, requirements) };
  }
  if (!sandboxPolicy) return {};
  const permissionProfile = mustBeHeld(profileOfLegacy(sandboxPolicy, settings), requirements);
  return { permissionProfile, activePermissionProfile: null };
}

/** A policy cannot say what is denied: that of the thread stays, as in Codex, but for one that confines nothing. */
function profileOfLegacy(policy: SandboxPolicy, { permissionProfile }: ThreadSettings) {
  const profile = profileOfPolicy(policy);
  return profile.type === 'managed' ? withDenials(profile, denialsOf(permissionProfile)) : profile;
}
