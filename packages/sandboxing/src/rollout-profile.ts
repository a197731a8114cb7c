import type { FileSystemSandboxEntry, PermissionProfile } from '@tenon/protocol';

/** A profile as rollouts and Codex's command line spell it. `readProfile` reads it. */
export type RolloutProfile =
  | {
      readonly type: 'managed';
      readonly file_system:
        | { readonly type: 'unrestricted' }
        | {
            readonly type: 'restricted';
            readonly entries: readonly FileSystemSandboxEntry[];
            readonly glob_scan_max_depth?: number;
          };
      readonly network: 'restricted' | 'enabled';
    }
  | { readonly type: 'disabled' }
  | { readonly type: 'external'; readonly network: 'restricted' | 'enabled' };

export function profileToRollout(profile: PermissionProfile): RolloutProfile {
  if (profile.type === 'disabled') return { type: 'disabled' };
  const network = profile.network.enabled ? 'enabled' : 'restricted';
  if (profile.type === 'external') return { type: 'external', network };
  const { fileSystem } = profile;
  if (fileSystem.type === 'unrestricted') return { type: 'managed', file_system: { type: 'unrestricted' }, network };
  const { entries, globScanMaxDepth: depth } = fileSystem;
  return {
    type: 'managed',
    file_system: { type: 'restricted', entries, ...(depth != null && { glob_scan_max_depth: depth }) },
    network,
  };
}
