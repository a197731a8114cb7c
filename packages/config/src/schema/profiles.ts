import * as z from 'zod/mini';
import { approvalPolicy, approvalsReviewer, sandboxMode } from './approval-policy.ts';
import { windows } from './devices.ts';
import { features } from './features.ts';
import { flag, named, text, texts, word } from './kinds.ts';
import { lazyTable } from './lazy-table.ts';
import { switchTable } from './switch.ts';
import { tools, webSearchMode } from './tools.ts';

const reasoningEffort = () => word(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);

/** The keys that both the top level and a profile take. */
export const sharedKeys = lazyTable({
  model: () => text,
  model_provider: () => text,
  oss_provider: () => text,
  model_reasoning_effort: reasoningEffort,
  plan_mode_reasoning_effort: reasoningEffort,
  model_reasoning_summary: () => word(['auto', 'concise', 'detailed', 'none']),
  model_verbosity: () => word(['low', 'medium', 'high']),
  model_catalog_json: () => text,
  model_instructions_file: () => text,
  experimental_instructions_file: () => text,
  experimental_compact_prompt_file: () => text,
  personality: () => word(['none', 'friendly', 'pragmatic']),
  service_tier: () => word(['fast', 'flex']),
  chatgpt_base_url: () => text,
  approval_policy: approvalPolicy,
  approvals_reviewer: approvalsReviewer,
  sandbox_mode: sandboxMode,
  web_search: webSearchMode,
  tools,
  features,
  analytics: switchTable,
  windows,
  zsh_path: () => text,
  js_repl_node_path: () => text,
  js_repl_node_module_dirs: () => texts,
  include_permissions_instructions: () => flag,
  include_apps_instructions: () => flag,
  include_environment_context: () => flag,
  experimental_use_unified_exec_tool: () => flag,
  experimental_use_freeform_apply_patch: () => flag,
});

const profileKeys = { ...sharedKeys, include_apply_patch_tool: () => flag, tools_view_image: () => flag } as const;

type Shape = { [Key in keyof typeof profileKeys]: ReturnType<(typeof profileKeys)[Key]> };

const profile = () =>
  z.object(Object.fromEntries(Object.entries(profileKeys).map(([key, make]) => [key, make()])) as Shape);

/** `[profiles.<name>]`: settings that beat the file and `-c` while the profile is chosen. */
export const profiles = () => named(profile());
