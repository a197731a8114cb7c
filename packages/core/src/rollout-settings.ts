import type { AskForApproval, PermissionProfile, TurnContextLine } from '@tenon/protocol';
import { readProfile } from '@tenon/sandboxing';
import type { ThreadSettings } from './settings.ts';

const words = new Set(['untrusted', 'on-failure', 'on-request', 'never']);

function approvalOf(value: unknown): AskForApproval | undefined {
  if (typeof value === 'string') return words.has(value) ? (value as AskForApproval) : undefined;
  const granular = (value as { granular?: { sandbox_approval?: unknown } } | null)?.granular;
  return typeof granular?.sandbox_approval === 'boolean' ? (value as AskForApproval) : undefined;
}

/** The profile, or of older lines the sandbox policy. One that cannot be read is none: what holds then is the caller's default. */
function profileOf({ permission_profile, sandbox_policy }: TurnContextLine): PermissionProfile | undefined {
  const value = permission_profile ?? sandbox_policy;
  if (value === undefined || value === null) return undefined;
  try {
    return readProfile(value);
  } catch {
    // Of a version nobody knows here. The policy beside it is no substitute: it may be wider.
    return undefined;
  }
}

const efforts = new Set(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);

/** The settings a stored thread last worked under. What the file lacks, or spells in a way nobody knows, is left out. */
export function settingsFromRollout(line: TurnContextLine | null): Partial<ThreadSettings> {
  if (!line) return {};
  const approvalPolicy = approvalOf(line.approval_policy);
  const permissionProfile = profileOf(line);
  const effort = efforts.has(line.effort ?? '') ? (line.effort as ThreadSettings['effort']) : undefined;
  return {
    cwd: line.cwd,
    model: line.model,
    ...(approvalPolicy && { approvalPolicy }),
    ...(permissionProfile && { permissionProfile, activePermissionProfile: null }),
    ...(effort && { effort }),
  };
}
