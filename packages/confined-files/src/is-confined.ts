import type { PermissionProfile } from '@tenon/protocol';

/** False when there is nothing to confine: everything is allowed, or someone else confines the host. */
export const isConfined = (profile: PermissionProfile): boolean =>
  profile.type === 'managed' && !(profile.fileSystem.type === 'unrestricted' && profile.network.enabled);
