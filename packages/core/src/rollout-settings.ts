import type { AskForApproval, SandboxPolicy, TurnContextLine } from '@tenon/protocol';
import type { ThreadSettings } from './settings.ts';

const words = new Set(['untrusted', 'on-failure', 'on-request', 'never']);

function approvalOf(value: unknown): AskForApproval | undefined {
  if (typeof value === 'string') return words.has(value) ? (value as AskForApproval) : undefined;
  const granular = (value as { granular?: { sandbox_approval?: unknown } } | null)?.granular;
  return typeof granular?.sandbox_approval === 'boolean' ? (value as AskForApproval) : undefined;
}

function sandboxOf(value: unknown): SandboxPolicy | undefined {
  const policy = value as { type?: unknown; [key: string]: unknown } | null;
  const networkAccess = policy?.network_access === true;
  switch (policy?.type) {
    case 'danger-full-access':
      return { type: 'dangerFullAccess' };
    case 'external-sandbox':
      return { type: 'externalSandbox', networkAccess: policy.network_access === 'enabled' ? 'enabled' : 'restricted' };
    case 'read-only':
      return { type: 'readOnly', networkAccess };
    case 'workspace-write':
      return {
        type: 'workspaceWrite',
        writableRoots: Array.isArray(policy.writable_roots) ? policy.writable_roots.map(String) : [],
        networkAccess,
        excludeTmpdirEnvVar: policy.exclude_tmpdir_env_var === true,
        excludeSlashTmp: policy.exclude_slash_tmp === true,
      };
    default:
      return undefined;
  }
}

const efforts = new Set(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);

/** The settings a stored thread last worked under. What the file lacks, or spells in a way nobody knows, is left out. */
export function settingsFromRollout(line: TurnContextLine | null): Partial<ThreadSettings> {
  if (!line) return {};
  const approvalPolicy = approvalOf(line.approval_policy);
  const sandboxPolicy = sandboxOf(line.sandbox_policy);
  const effort = efforts.has(line.effort ?? '') ? (line.effort as ThreadSettings['effort']) : undefined;
  return {
    cwd: line.cwd,
    model: line.model,
    ...(approvalPolicy && { approvalPolicy }),
    ...(sandboxPolicy && { sandboxPolicy }),
    ...(effort && { effort }),
  };
}
