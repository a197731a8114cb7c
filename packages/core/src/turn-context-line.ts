import type { Environment } from '@tenon/plugin-api/environment';
import type { SandboxPolicy } from '@tenon/protocol';
import { policyOfProfile, profileToRollout } from '@tenon/sandboxing';
import type { ThreadSettings } from './settings.ts';
import type { NewLine } from './thread-log.ts';

/** The sandbox policy as rollouts spell it (fact sheet on rollouts, section 2: kebab types, snake fields). */
function sandboxToRollout(policy: SandboxPolicy): Record<string, unknown> {
  switch (policy.type) {
    case 'dangerFullAccess':
      return { type: 'danger-full-access' };
    case 'externalSandbox':
      return { type: 'external-sandbox', network_access: policy.networkAccess ?? 'restricted' };
    case 'readOnly':
      return { type: 'read-only', network_access: policy.networkAccess ?? false };
    case 'workspaceWrite':
      return {
        type: 'workspace-write',
        writable_roots: policy.writableRoots ?? [],
        network_access: policy.networkAccess ?? false,
        exclude_tmpdir_env_var: policy.excludeTmpdirEnvVar ?? false,
        exclude_slash_tmp: policy.excludeSlashTmp ?? false,
      };
  }
}

/** Written once a turn: what the turn runs under, for resume and for other programs that read the file. */
export function turnContextLine(options: {
  readonly turnId: string;
  readonly settings: ThreadSettings;
  readonly environment: Environment;
  readonly date: string;
  readonly outputSchema: unknown;
}): NewLine {
  const { turnId, settings, environment, date, outputSchema } = options;
  return {
    type: 'turn_context',
    payload: {
      turn_id: turnId,
      cwd: settings.cwd,
      current_date: date,
      timezone: environment.platform.timezone,
      approval_policy: settings.approvalPolicy,
      // For programs that know no profiles: never wider than the profile.
      sandbox_policy: sandboxToRollout(policyOfProfile(settings.permissionProfile).policy),
      permission_profile: profileToRollout(settings.permissionProfile),
      model: settings.model,
      effort: settings.effort ?? undefined,
      summary: settings.summary,
      final_output_json_schema: outputSchema,
    },
  };
}

/** Local date, `YYYY-MM-DD`. */
export function localDate(now: Date = new Date()): string {
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}
