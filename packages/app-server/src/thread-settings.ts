import { type ConfigToml, type ConstrainedKey, type Requirements, refusal } from '@tenon/config';
import type { ThreadSettings } from '@tenon/core';
import type { Generation } from '@tenon/kernel';
import { modelProviders } from '@tenon/plugin-api/model-provider';
import { secrets } from '@tenon/plugin-api/secrets';
import type { ThreadResumeParams, ThreadStartParams } from '@tenon/protocol';
import { skillSettings } from '@tenon/skills';
import { type ConfigInForce, held, notPermitted, permissionsOf, type Refused } from './permissions/permissions.ts';
import { limitsNetwork } from './permissions/requirements.ts';

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

type Params = Pick<
  ThreadStartParams & ThreadResumeParams,
  | 'model'
  | 'modelProvider'
  | 'approvalPolicy'
  | 'approvalsReviewer'
  | 'permissions'
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
  const permissions = permissionsOf(inForce, params, onRefused);
  const modelProvider = params.modelProvider ?? (await chooseProvider(config, generation));
  const approvalPolicy =
    params.approvalPolicy ?? config.approval_policy ?? (project?.trust === 'untrusted' ? 'untrusted' : 'on-request');
  const reviewer = params.approvalsReviewer ?? config.approvals_reviewer ?? 'user';
  return {
    cwd,
    modelProvider,
    model: params.model ?? (await chooseModel(config, generation, modelProvider)),
    approvalPolicy: permitted(requirements, 'approval_policy', approvalPolicy, onRefused),
    approvalsReviewer: permitted(requirements, 'approvals_reviewer', reviewer, onRefused),
    ...permissions,
    networkKeptOff: limitsNetwork(requirements),
    effort: config.model_reasoning_effort ?? null,
    summary: config.model_reasoning_summary ?? 'auto',
    serviceTier: params.serviceTier ?? config.service_tier ?? null,
    verbosity: config.model_verbosity ?? null,
    baseInstructions: params.baseInstructions ?? config.instructions ?? null,
    developerInstructions: params.developerInstructions ?? config.developer_instructions ?? null,
    skills: skillSettings(config.skills),
  };
}

/** Throws for settings of a turn that requirements do not allow, in Codex's words. */
export function mustBePermitted(
  requirements: Requirements | null,
  { approvalPolicy, approvalsReviewer }: Partial<Pick<ThreadSettings, 'approvalPolicy' | 'approvalsReviewer'>>,
): void {
  const refused =
    (approvalPolicy && refusal(requirements, 'approval_policy', approvalPolicy)) ??
    (approvalsReviewer && refusal(requirements, 'approvals_reviewer', approvalsReviewer));
  if (refused) throw notPermitted(refused);
}

/** Stored settings, with what requirements do not allow any more replaced, and told. */
export const permittedSettings =
  (inForce: ConfigInForce, onRefused?: Refused) =>
  (settings: ThreadSettings): ThreadSettings => {
    const { requirements } = inForce;
    return {
      ...settings,
      approvalPolicy: permitted(requirements, 'approval_policy', settings.approvalPolicy, onRefused),
      approvalsReviewer: permitted(requirements, 'approvals_reviewer', settings.approvalsReviewer, onRefused),
      ...held(settings, inForce, onRefused),
      networkKeptOff: limitsNetwork(requirements),
    };
  };
