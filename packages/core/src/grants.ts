import { withRealPaths } from '@tenon/confined-files';
import type { Environment } from '@tenon/plugin-api/environment';
import type { GrantedPermissions } from '@tenon/plugin-api/tool';
import type { AdditionalPermissionProfile, PermissionProfile } from '@tenon/protocol';
import { mergeAdditional, overlay, type Place } from '@tenon/sandboxing';
import type { ThreadSettings } from './settings.ts';

/** Where the permissions of a turn are bound. */
export const placeOf = (settings: ThreadSettings, environment: Environment): Omit<Place, 'resolve'> => ({
  cwd: settings.cwd,
  tmpdir: environment.platform.tmpdir,
});

/** Permissions that were granted, as absolute paths: another working directory does not move them. Nothing of it is stored. */
export class Grants {
  readonly #session: Grants | undefined;
  #kept: AdditionalPermissionProfile | undefined;

  /** With `session` it is those of one turn. */
  constructor(session?: Grants) {
    this.#session = session;
  }

  add({ permissions, scope }: GrantedPermissions, place: Omit<Place, 'resolve'>): void {
    if (scope === 'session' && this.#session) this.#session.add({ permissions, scope }, place);
    else this.#kept = this.#kept ? mergeAdditional(this.#kept, permissions, place) : permissions;
  }

  /** The session's, then the turn's. */
  get all(): readonly AdditionalPermissionProfile[] {
    return [...(this.#session?.all ?? []), ...(this.#kept ? [this.#kept] : [])];
  }
}

/** The thread's profile, with what was granted for its turn and session. */
export async function profileInForce(
  settings: ThreadSettings,
  environment: Environment,
  grants: Grants,
): Promise<PermissionProfile> {
  const { all } = grants;
  if (all.length === 0) return settings.permissionProfile;
  return withAdditional(settings.permissionProfile, all, settings, environment);
}

/** A profile with more permissions on top, links resolved now. What the profile denies stays denied. */
export const withAdditional = (
  profile: PermissionProfile,
  additional: readonly AdditionalPermissionProfile[],
  settings: ThreadSettings,
  environment: Environment,
): Promise<PermissionProfile> =>
  withRealPaths(environment.files, placeOf(settings, environment), (place) =>
    additional.reduce((base, one) => overlay(base, one, place), profile),
  );
