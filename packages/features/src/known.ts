export type FeatureStage = 'stable' | 'beta' | 'underDevelopment' | 'deprecated' | 'removed';

export interface Feature {
  /** The key under `[features]`. */
  readonly name: string;
  readonly stage: FeatureStage;
  readonly defaultEnabled: boolean;
  /** Whether there is such a thing in Tenon. Of others only the name is known. */
  readonly exists: boolean;
  /** Ids of the plugins that are the feature: switched off, none of them is loaded. */
  readonly plugins?: readonly string[];
  /** Its plugins are another feature too, and stay when this one alone is switched off. */
  readonly isShared?: true;
}

const HERE: Readonly<Record<string, readonly string[]>> = {
  exec_permission_approvals: ['tenon.tool-exec'],
  request_permissions_tool: ['tenon.tool-request-permissions'],
  shell_tool: ['tenon.tool-exec'],
  unified_exec: ['tenon.tool-exec'],
};

/**
 * A setting of its plugin: `exec_permission_approvals`. Without `unified_exec` Codex has another shell tool, and homes of it may say so;
 * here there is one, and `shell_tool` is its switch.
 */
const SHARED: readonly string[] = ['exec_permission_approvals', 'unified_exec'];

const STABLE_ON =
  'apps browser_use codex_hooks computer_use enable_request_compression fast_mode guardian_approval image_generation in_app_browser multi_agent personality plugins shell_snapshot shell_tool skill_mcp_dependency_install tool_call_mcp_elicitation tool_search tool_suggest unavailable_dummy_tools unified_exec workspace_dependencies';
const BETA_ON = 'terminal_resize_reflow';
const BETA_OFF = 'external_migration memories prevent_idle_sleep';
const UNDER_DEVELOPMENT =
  'apply_patch_freeform apply_patch_streaming_events apps_mcp_path_override artifact child_agents_md chronicle code_mode code_mode_only codex_git_commit default_mode_request_user_input enable_fanout enable_mcp_apps exec_permission_approvals goals multi_agent_v2 plugin_hooks realtime_conversation remote_control remote_plugin request_permissions_tool runtime_metrics shell_zsh_fork skill_env_var_dependency_prompt tool_search_always_defer_mcp_tools workspace_owner_usage_nudge';
const DEPRECATED = 'use_legacy_landlock web_search_cached web_search_request';
const REMOVED_ON = 'collaboration_modes sqlite steer tui_app_server';
const REMOVED_OFF =
  'elevated_windows_sandbox experimental_windows_sandbox image_detail_original js_repl js_repl_tools_only remote_models request_rule responses_websockets responses_websockets_v2 search_tool undo use_linux_sandbox_bwrap';

const listed = (names: string, stage: FeatureStage, defaultEnabled: boolean): Feature[] =>
  names.split(' ').map((name) => {
    const plugins = HERE[name];
    const exists = plugins !== undefined;
    return {
      name,
      stage,
      defaultEnabled,
      exists,
      ...(exists && { plugins }),
      ...(SHARED.includes(name) && { isShared: true }),
    };
  });

/** The features of Codex 0.128, as its `features list` prints them, by name. */
export const knownFeatures: readonly Feature[] = [
  ...listed(STABLE_ON, 'stable', true),
  ...listed(BETA_ON, 'beta', true),
  ...listed(BETA_OFF, 'beta', false),
  ...listed(UNDER_DEVELOPMENT, 'underDevelopment', false),
  ...listed(DEPRECATED, 'deprecated', false),
  ...listed(REMOVED_ON, 'removed', true),
  ...listed(REMOVED_OFF, 'removed', false),
].sort((one, other) => (one.name < other.name ? -1 : 1));
