import { type ConfigToml, type ConstrainedKey, type LoadedConfig, type Requirements, refusal } from '@tenon/config';
import type { ThreadSettings } from '@tenon/core';
import type { Generation } from '@tenon/kernel';
import { modelProviders } from '@tenon/plugin-api/model-provider';
import { secrets } from '@tenon/plugin-api/secrets';
import type {
  PermissionProfile,
  SandboxMode,
  SandboxPolicy,
  ThreadResumeParams,
  ThreadStartParams,
} from '@tenon/protocol';
import { policyOfProfile, profileOfPolicy } from '@tenon/sandboxing';
import { invalidRequest } from './rpc-error.ts';

/** The configured provider; else `openai` where its key is there; else the scripted one. */
export async function chooseProvider(config: ConfigToml, generation: Generation): Promise<string> {
  if (config.model_provider) return config.model_provider;
  const key = await generation.find(secrets)?.get('OPENAI_API_KEY');
  return key ? 'openai' : 'scripted';
}

async function chooseModel(config: ConfigToml, generation: Generation, provider: string): Promise<string> {
  if (config.model) return config.model;
  const models = (await (await generation.get(modelProviders, provider))?.models(AbortSignal.timeout(10_000))) ?? [];
  return (models.find((model) => model.isDefault) ?? models[0])?.model ?? 'gpt-5.2-codex';
}

/** The policy a mode stands for, with the configuration's `[sandbox_workspace_write]`. */
export function sandboxPolicyOf(mode: SandboxMode, config: ConfigToml): SandboxPolicy {
  if (mode === 'danger-full-access') return { type: 'dangerFullAccess' };
  if (mode === 'read-only') return { type: 'readOnly', networkAccess: false };
  const table = config.sandbox_workspace_write;
  return {
    type: 'workspaceWrite',
    writableRoots: table?.writable_roots ?? [],
    networkAccess: table?.network_access ?? false,
    excludeTmpdirEnvVar: table?.exclude_tmpdir_env_var ?? false,
    excludeSlashTmp: table?.exclude_slash_tmp ?? false,
  };
}

/** The configuration of a folder: `config`, what administrators require, and who trusts the folder. */
export type ConfigInForce = Pick<LoadedConfig, 'config' | 'requirements' | 'project'>;

const configuredMode = ({ config, requirements, project }: ConfigInForce): SandboxMode =>
  config.sandbox_mode ?? permitted(requirements, 'sandbox_mode', project?.trust ? 'workspace-write' : 'read-only');

/** The profile that the configuration gives to what runs in a folder. */
export const configuredProfile = (inForce: ConfigInForce): PermissionProfile =>
  profileOfPolicy(sandboxPolicyOf(configuredMode(inForce), inForce.config));

/** The value, or where requirements do not allow it, the first that they do. */
function permitted<T>(
  requirements: Requirements | null,
  key: ConstrainedKey,
  value: T,
  onRefused: Refused = () => {},
): T {
  const refused = refusal(requirements, key, value);
  if (!refused) return value;
  onRefused(`${refused.message}; falling back to ${JSON.stringify(refused.allowed[0])}`);
  return refused.allowed[0] as T;
}

/** Told of a value that was asked for and is not allowed. */
export type Refused = (message: string) => void;

type Params = Pick<
  ThreadStartParams & ThreadResumeParams,
  | 'model'
  | 'modelProvider'
  | 'approvalPolicy'
  | 'approvalsReviewer'
  | 'sandbox'
  | 'serviceTier'
  | 'baseInstructions'
  | 'developerInstructions'
>;

export interface SettingsPlace {
  readonly cwd: string;
  readonly generation: Generation;
  readonly onRefused?: Refused | undefined;
}

/**
 * What a thread starts with: the request's own fields, else the configuration, else the defaults by trust (fact sheet on
 * configuration, section 1). What requirements do not allow is replaced, and told.
 */
export async function threadSettings(
  inForce: ConfigInForce,
  params: Params,
  { cwd, generation, onRefused }: SettingsPlace,
): Promise<ThreadSettings> {
  const { config, requirements, project } = inForce;
  const modelProvider = params.modelProvider ?? (await chooseProvider(config, generation));
  const mode = permitted(requirements, 'sandbox_mode', params.sandbox ?? configuredMode(inForce), onRefused);
  const approvalPolicy =
    params.approvalPolicy ?? config.approval_policy ?? (project?.trust === 'untrusted' ? 'untrusted' : 'on-request');
  const reviewer = params.approvalsReviewer ?? config.approvals_reviewer ?? 'user';
  return {
    cwd,
    modelProvider,
    model: params.model ?? (await chooseModel(config, generation, modelProvider)),
    approvalPolicy: permitted(requirements, 'approval_policy', approvalPolicy, onRefused),
    approvalsReviewer: permitted(requirements, 'approvals_reviewer', reviewer, onRefused),
    permissionProfile: profileOfPolicy(sandboxPolicyOf(mode, config)),
    activePermissionProfile: null,
    effort: config.model_reasoning_effort ?? null,
    summary: config.model_reasoning_summary ?? 'auto',
    serviceTier: params.serviceTier ?? config.service_tier ?? null,
    verbosity: config.model_verbosity ?? null,
    baseInstructions: params.baseInstructions ?? config.instructions ?? null,
    developerInstructions: params.developerInstructions ?? config.developer_instructions ?? null,
  };
}

type Held = Partial<Pick<ThreadSettings, 'approvalPolicy' | 'approvalsReviewer' | 'permissionProfile'>>;

/** Throws for settings of a turn that requirements do not allow, in Codex's words. */
export function mustBePermitted(requirements: Requirements | null, settings: Held): void {
  const { approvalPolicy, approvalsReviewer, permissionProfile } = settings;
  const refused =
    (approvalPolicy && refusal(requirements, 'approval_policy', approvalPolicy)) ??
    (approvalsReviewer && refusal(requirements, 'approvals_reviewer', approvalsReviewer)) ??
    (permissionProfile && refusal(requirements, 'sandbox_mode', modeOf(permissionProfile)));
  if (!refused) return;
  throw invalidRequest(`invalid turn context override: ${refused.message}`, { code: 'requirements_refused' });
}

/** Stored settings, with what requirements do not allow any more replaced, and told. */
export const permittedSettings =
  ({ config, requirements }: ConfigInForce, onRefused?: Refused) =>
  (settings: ThreadSettings): ThreadSettings => {
    const mode = modeOf(settings.permissionProfile);
    const may = permitted(requirements, 'sandbox_mode', mode, onRefused);
    return {
      ...settings,
      approvalPolicy: permitted(requirements, 'approval_policy', settings.approvalPolicy, onRefused),
      approvalsReviewer: permitted(requirements, 'approvals_reviewer', settings.approvalsReviewer, onRefused),
      ...(may !== mode && {
        permissionProfile: profileOfPolicy(sandboxPolicyOf(may as SandboxMode, config)),
        activePermissionProfile: null,
      }),
    };
  };

/** The mode whose permission a profile needs. */
const modeOf = (profile: PermissionProfile) => MODES[policyOfProfile(profile).policy.type];

const MODES: Readonly<Record<SandboxPolicy['type'], string>> = {
  readOnly: 'read-only',
  workspaceWrite: 'workspace-write',
  dangerFullAccess: 'danger-full-access',
  externalSandbox: 'external-sandbox',
};
