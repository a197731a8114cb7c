import type { ConfigReading } from '@tenon/config';
import type { Config } from '@tenon/protocol/config-values';

/** The keys that the wire names: each is there, null when nothing sets it. */
const KEYS = [
  'analytics',
  'approval_policy',
  'approvals_reviewer',
  'apps',
  'compact_prompt',
  'developer_instructions',
  'forced_chatgpt_workspace_id',
  'forced_login_method',
  'instructions',
  'model',
  'model_auto_compact_token_limit',
  'model_context_window',
  'model_provider',
  'model_reasoning_effort',
  'model_reasoning_summary',
  'model_verbosity',
  'profile',
  'review_model',
  'sandbox_mode',
  'sandbox_workspace_write',
  'service_tier',
  'tools',
  'web_search',
] as const satisfies readonly (keyof Config)[];

const WORKSPACE = {
  writable_roots: [],
  network_access: false,
  exclude_tmpdir_env_var: false,
  exclude_slash_tmp: false,
};

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The merged configuration as the wire has it. Keys that the wire does not name are there too. */
export function wireConfig(config: ConfigReading['config']): Config {
  const { sandbox_workspace_write: workspace } = config;
  return {
    ...Object.fromEntries(KEYS.map((key) => [key, null])),
    profiles: {},
    ...config,
    ...(isTable(workspace) && { sandbox_workspace_write: { ...WORKSPACE, ...workspace } }),
  };
}
