import { agents } from './agents.ts';
import { apps } from './apps.ts';
import { audio } from './devices.ts';
import { ghostSnapshot } from './ghost-snapshot.ts';
import { history } from './history.ts';
import { hooks } from './hooks.ts';
import { count, flag, port, table, text, texts, whole, word } from './kinds.ts';
import { lazyTable, type ValueOf } from './lazy-table.ts';
import { marketplaces } from './marketplaces.ts';
import { mcpServers } from './mcp-servers.ts';
import { memories } from './memories.ts';
import { modelProviders } from './model-providers.ts';
import { notice } from './notice.ts';
import { otel } from './otel.ts';
import { permissions } from './permissions.ts';
import { plugins } from './plugins.ts';
import { profiles, sharedKeys } from './profiles.ts';
import { projects } from './projects.ts';
import { realtime } from './realtime.ts';
import { sandboxWorkspaceWrite } from './sandbox-workspace-write.ts';
import { shellEnvironmentPolicy } from './shell-environment-policy.ts';
import { skills } from './skills.ts';
import { switchTable } from './switch.ts';
import { tenon } from './tenon.ts';
import { threadStore } from './thread-store.ts';
import { toolSuggest } from './tool-suggest.ts';
import { tui } from './tui.ts';

/**
 * `config.toml` as Codex 0.128 reads it, and Tenon's own table. Nothing is required and nothing has a default here:
 * who uses a key knows what its absence means. Keys that are not listed are kept in the loaded value, unjudged.
 */
export const configSchema = lazyTable({
  ...sharedKeys,
  review_model: () => text,
  model_context_window: () => whole,
  model_auto_compact_token_limit: () => whole,
  model_supports_reasoning_summaries: () => flag,
  openai_base_url: () => text,
  instructions: () => text,
  developer_instructions: () => text,
  compact_prompt: () => text,
  auto_review: () => table({ policy: text }),
  sandbox_workspace_write: sandboxWorkspaceWrite,
  default_permissions: () => text,
  permissions,
  allow_login_shell: () => flag,
  shell_environment_policy: shellEnvironmentPolicy,
  tool_output_token_limit: () => count,
  background_terminal_max_timeout: () => count,
  tool_suggest: toolSuggest,
  mcp_servers: mcpServers,
  mcp_oauth_credentials_store: () => word(['auto', 'file', 'keyring']),
  mcp_oauth_callback_port: () => port,
  mcp_oauth_callback_url: () => text,
  model_providers: modelProviders,
  agents,
  memories,
  history,
  project_doc_max_bytes: () => count,
  project_doc_fallback_filenames: () => texts,
  project_root_markers: () => texts,
  commit_attribution: () => text,
  skills,
  apps,
  plugins,
  marketplaces,
  hooks,
  notify: () => texts,
  profile: () => text,
  profiles,
  projects,
  log_dir: () => text,
  sqlite_home: () => text,
  cli_auth_credentials_store: () => word(['file', 'keyring', 'auto', 'ephemeral']),
  forced_login_method: () => word(['chatgpt', 'api']),
  forced_chatgpt_workspace_id: () => text,
  check_for_update_on_startup: () => flag,
  suppress_unstable_features_warning: () => flag,
  disable_paste_burst: () => flag,
  file_opener: () => word(['vscode', 'vscode-insiders', 'windsurf', 'cursor', 'none']),
  hide_agent_reasoning: () => flag,
  show_raw_agent_reasoning: () => flag,
  feedback: switchTable,
  otel,
  ghost_snapshot: ghostSnapshot,
  audio,
  realtime,
  experimental_realtime_ws_base_url: () => text,
  experimental_realtime_ws_backend_prompt: () => text,
  experimental_realtime_ws_model: () => text,
  experimental_realtime_ws_startup_context: () => text,
  experimental_realtime_start_instructions: () => text,
  notice,
  windows_wsl_setup_acknowledged: () => flag,
  tui,
  experimental_thread_store: threadStore,
  experimental_thread_store_endpoint: () => text,
  experimental_thread_config_endpoint: () => text,
  tenon,
});

/** The settings of `config.toml`, keys in snake case. */
export type ConfigToml = ValueOf<typeof configSchema>;
