import type { SandboxRequest } from '@tenon/plugin-api/sandbox';
import type { SandboxPolicy } from '@tenon/protocol';

/** Names that may not be written directly under a writable root: they decide what runs later, outside the sandbox. */
export const PROTECTED_NAMES = ['.git', '.codex', '.agents', '.tenon'] as const;

/** False when there is nothing to confine: everything is allowed, or someone else confines the host. */
export const isConfined = (policy: SandboxPolicy): boolean =>
  policy.type !== 'dangerFullAccess' && policy.type !== 'externalSandbox';

/** The folders that may be written, as they are named: links are not resolved, and any of them may be missing. */
export function rootsOf({ policy, cwd, tmpdir }: SandboxRequest): readonly string[] {
  if (policy.type !== 'workspaceWrite') return [];
  const roots = [cwd, ...(policy.writableRoots ?? [])];
  if (!policy.excludeTmpdirEnvVar) roots.push(tmpdir);
  if (!policy.excludeSlashTmp) roots.push('/tmp');
  return roots;
}
