import type { ConfigToml } from '@tenon/config';
import type { ThreadSettings } from '@tenon/core';
import type { Generation } from '@tenon/kernel';
import { modelProviders } from '@tenon/plugin-api/model-provider';
import { secrets } from '@tenon/plugin-api/secrets';
import type { SandboxMode, SandboxPolicy, ThreadResumeParams, ThreadStartParams } from '@tenon/protocol';

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

/** The level of the nearest folder above (or at) `cwd` that `[projects]` names. */
function trustOf(config: ConfigToml, cwd: string): string | undefined {
  const projects = config.projects ?? {};
  for (let folder = cwd; ; folder = folder.slice(0, folder.lastIndexOf('/'))) {
    const level = projects[folder || '/']?.trust_level;
    if (level) return level;
    if (!folder) return undefined;
  }
}

const configuredMode = (config: ConfigToml, cwd: string): SandboxMode =>
  config.sandbox_mode ?? (trustOf(config, cwd) ? 'workspace-write' : 'read-only');

/** The policy that the configuration gives to what runs in a folder. */
export const configuredSandboxPolicy = (config: ConfigToml, cwd: string): SandboxPolicy =>
  sandboxPolicyOf(configuredMode(config, cwd), config);

type Params = Pick<
  ThreadStartParams & ThreadResumeParams,
  | 'cwd'
  | 'model'
  | 'modelProvider'
  | 'approvalPolicy'
  | 'approvalsReviewer'
  | 'sandbox'
  | 'serviceTier'
  | 'baseInstructions'
  | 'developerInstructions'
>;

/** What a thread starts with: the request's own fields, else the configuration, else the defaults by trust (fact sheet on configuration, section 1). */
export async function threadSettings(
  config: ConfigToml,
  params: Params,
  fallbackCwd: string,
  generation: Generation,
): Promise<ThreadSettings> {
  const cwd = params.cwd ?? fallbackCwd;
  const trust = trustOf(config, cwd);
  const modelProvider = params.modelProvider ?? (await chooseProvider(config, generation));
  const mode = params.sandbox ?? configuredMode(config, cwd);
  return {
    cwd,
    modelProvider,
    model: params.model ?? (await chooseModel(config, generation, modelProvider)),
    approvalPolicy:
      params.approvalPolicy ?? config.approval_policy ?? (trust === 'untrusted' ? 'untrusted' : 'on-request'),
    approvalsReviewer: params.approvalsReviewer ?? 'user',
    sandboxPolicy: sandboxPolicyOf(mode, config),
    effort: config.model_reasoning_effort ?? null,
    summary: config.model_reasoning_summary ?? 'auto',
    serviceTier: params.serviceTier ?? config.service_tier ?? null,
    verbosity: config.model_verbosity ?? null,
    baseInstructions: params.baseInstructions ?? config.instructions ?? null,
    developerInstructions: params.developerInstructions ?? config.developer_instructions ?? null,
  };
}
