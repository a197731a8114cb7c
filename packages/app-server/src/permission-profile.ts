import type { PermissionProfile, SandboxPolicy } from '@tenon/protocol';

/** The canonical form of a sandbox policy (fact sheet on the sandbox, section 8). */
export function permissionProfileOf(policy: SandboxPolicy): PermissionProfile {
  if (policy.type === 'dangerFullAccess') return { type: 'disabled' };
  if (policy.type === 'externalSandbox') {
    return { type: 'external', network: { enabled: policy.networkAccess === 'enabled' } };
  }
  const special = (kind: 'root' | 'slash_tmp' | 'tmpdir', access: 'read' | 'write') => ({
    path: { type: 'special' as const, value: { kind } },
    access,
  });
  const project = (subpath: string | null, access: 'read' | 'write') => ({
    path: { type: 'special' as const, value: { kind: 'project_roots' as const, subpath } },
    access,
  });
  const entries = [special('root', 'read')];
  if (policy.type === 'readOnly') {
    return {
      type: 'managed',
      network: { enabled: policy.networkAccess ?? false },
      fileSystem: { type: 'restricted', entries },
    };
  }
  return {
    type: 'managed',
    network: { enabled: policy.networkAccess ?? false },
    fileSystem: {
      type: 'restricted',
      entries: [
        ...entries,
        project(null, 'write'),
        ...(policy.excludeSlashTmp ? [] : [special('slash_tmp', 'write')]),
        ...(policy.excludeTmpdirEnvVar ? [] : [special('tmpdir', 'write')]),
        ...['.git', '.agents', '.codex'].map((name) => project(name, 'read')),
        ...(policy.writableRoots ?? []).map((path) => ({
          path: { type: 'path' as const, path },
          access: 'write' as const,
        })),
      ],
    },
  };
}
