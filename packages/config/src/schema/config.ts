import * as z from 'zod/mini';
import { count } from './count.ts';
import { history } from './history.ts';
import { modelProviders } from './model-providers.ts';
import { profileKeys, profiles } from './profiles.ts';
import { projects } from './projects.ts';
import { sandboxWorkspaceWrite } from './sandbox-workspace-write.ts';
import { shellEnvironmentPolicy } from './shell-environment-policy.ts';
import { switchTable } from './switch.ts';
import { tenon } from './tenon.ts';

/**
 * `config.toml` as Codex 0.128 reads it, and Tenon's own table. Nothing is required and nothing has a default here:
 * who uses a key knows what its absence means. Keys that are not listed are kept in the loaded value, unjudged.
 */
export const configSchema = z.object({
  ...profileKeys,
  review_model: z.optional(z.string()),
  model_context_window: z.optional(z.int()),
  openai_base_url: z.optional(z.string()),
  sandbox_workspace_write: z.optional(sandboxWorkspaceWrite),
  shell_environment_policy: z.optional(shellEnvironmentPolicy),
  model_providers: z.optional(modelProviders),
  instructions: z.optional(z.string()),
  developer_instructions: z.optional(z.string()),
  project_doc_max_bytes: z.optional(count()),
  project_doc_fallback_filenames: z.optional(z.array(z.string())),
  project_root_markers: z.optional(z.array(z.string())),
  include_environment_context: z.optional(z.boolean()),
  include_permissions_instructions: z.optional(z.boolean()),
  tool_output_token_limit: z.optional(count()),
  background_terminal_max_timeout: z.optional(count()),
  allow_login_shell: z.optional(z.boolean()),
  profile: z.optional(z.string()),
  profiles: z.optional(profiles),
  projects: z.optional(projects),
  check_for_update_on_startup: z.optional(z.boolean()),
  feedback: z.optional(switchTable),
  history: z.optional(history),
  tenon: z.optional(tenon),
});

/** The settings of `config.toml`, keys in snake case. */
export type ConfigToml = z.infer<typeof configSchema>;
