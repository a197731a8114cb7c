// The effective configuration, as `config/read` gives it. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { ApprovalsReviewer, AskForApproval, SandboxMode } from './permissions.ts';
import { ReasoningEffort, ReasoningSummary, ServiceTier } from './scalars.ts';

export const AnalyticsConfig = z.looseObject({ enabled: z.optional(z.nullable(z.boolean())) });
export type AnalyticsConfig = z.infer<typeof AnalyticsConfig>;

export const AppToolApproval = z.enum(['auto', 'prompt', 'approve']);
export type AppToolApproval = z.infer<typeof AppToolApproval>;

export const AppToolsConfig = z.object({});
export type AppToolsConfig = z.infer<typeof AppToolsConfig>;

export const AppConfig = z.object({
  default_tools_approval_mode: z.optional(z.nullable(AppToolApproval)),
  default_tools_enabled: z.optional(z.nullable(z.boolean())),
  destructive_enabled: z.optional(z.nullable(z.boolean())),
  enabled: z.optional(z.boolean()),
  open_world_enabled: z.optional(z.nullable(z.boolean())),
  tools: z.optional(z.nullable(AppToolsConfig)),
});
export type AppConfig = z.infer<typeof AppConfig>;

export const AppToolConfig = z.object({
  approval_mode: z.optional(z.nullable(AppToolApproval)),
  enabled: z.optional(z.nullable(z.boolean())),
});
export type AppToolConfig = z.infer<typeof AppToolConfig>;

export const AppsDefaultConfig = z.object({
  destructive_enabled: z.optional(z.boolean()),
  enabled: z.optional(z.boolean()),
  open_world_enabled: z.optional(z.boolean()),
});
export type AppsDefaultConfig = z.infer<typeof AppsDefaultConfig>;

export const AppsConfig = z.object({ _default: z.optional(z.nullable(AppsDefaultConfig)) });
export type AppsConfig = z.infer<typeof AppsConfig>;

export const ForcedLoginMethod = z.enum(['chatgpt', 'api']);
export type ForcedLoginMethod = z.infer<typeof ForcedLoginMethod>;

export const WebSearchContextSize = z.enum(['low', 'medium', 'high']);
export type WebSearchContextSize = z.infer<typeof WebSearchContextSize>;

export const WebSearchLocation = z.strictObject({
  city: z.optional(z.nullable(z.string())),
  country: z.optional(z.nullable(z.string())),
  region: z.optional(z.nullable(z.string())),
  timezone: z.optional(z.nullable(z.string())),
});
export type WebSearchLocation = z.infer<typeof WebSearchLocation>;

export const WebSearchToolConfig = z.strictObject({
  allowed_domains: z.optional(z.nullable(z.array(z.string()))),
  context_size: z.optional(z.nullable(WebSearchContextSize)),
  location: z.optional(z.nullable(WebSearchLocation)),
});
export type WebSearchToolConfig = z.infer<typeof WebSearchToolConfig>;

export const ToolsV2 = z.object({
  view_image: z.optional(z.nullable(z.boolean())),
  web_search: z.optional(z.nullable(WebSearchToolConfig)),
});
export type ToolsV2 = z.infer<typeof ToolsV2>;

export const Verbosity = z.enum(['low', 'medium', 'high']);
export type Verbosity = z.infer<typeof Verbosity>;

export const WebSearchMode = z.enum(['disabled', 'cached', 'live']);
export type WebSearchMode = z.infer<typeof WebSearchMode>;

export const ProfileV2 = z.looseObject({
  approval_policy: z.optional(z.nullable(AskForApproval)),
  approvals_reviewer: z.optional(z.nullable(ApprovalsReviewer)),
  chatgpt_base_url: z.optional(z.nullable(z.string())),
  model: z.optional(z.nullable(z.string())),
  model_provider: z.optional(z.nullable(z.string())),
  model_reasoning_effort: z.optional(z.nullable(ReasoningEffort)),
  model_reasoning_summary: z.optional(z.nullable(ReasoningSummary)),
  model_verbosity: z.optional(z.nullable(Verbosity)),
  service_tier: z.optional(z.nullable(ServiceTier)),
  tools: z.optional(z.nullable(ToolsV2)),
  web_search: z.optional(z.nullable(WebSearchMode)),
});
export type ProfileV2 = z.infer<typeof ProfileV2>;

export const SandboxWorkspaceWrite = z.object({
  exclude_slash_tmp: z.optional(z.boolean()),
  exclude_tmpdir_env_var: z.optional(z.boolean()),
  network_access: z.optional(z.boolean()),
  writable_roots: z.optional(z.array(z.string())),
});
export type SandboxWorkspaceWrite = z.infer<typeof SandboxWorkspaceWrite>;

export const Config = z.looseObject({
  analytics: z.optional(z.nullable(AnalyticsConfig)),
  approval_policy: z.optional(z.nullable(AskForApproval)),
  approvals_reviewer: z.optional(z.nullable(ApprovalsReviewer)),
  apps: z.optional(z.nullable(AppsConfig)),
  compact_prompt: z.optional(z.nullable(z.string())),
  developer_instructions: z.optional(z.nullable(z.string())),
  forced_chatgpt_workspace_id: z.optional(z.nullable(z.string())),
  forced_login_method: z.optional(z.nullable(ForcedLoginMethod)),
  instructions: z.optional(z.nullable(z.string())),
  model: z.optional(z.nullable(z.string())),
  model_auto_compact_token_limit: z.optional(z.nullable(z.int())),
  model_context_window: z.optional(z.nullable(z.int())),
  model_provider: z.optional(z.nullable(z.string())),
  model_reasoning_effort: z.optional(z.nullable(ReasoningEffort)),
  model_reasoning_summary: z.optional(z.nullable(ReasoningSummary)),
  model_verbosity: z.optional(z.nullable(Verbosity)),
  profile: z.optional(z.nullable(z.string())),
  profiles: z.optional(z.record(z.string(), ProfileV2)),
  review_model: z.optional(z.nullable(z.string())),
  sandbox_mode: z.optional(z.nullable(SandboxMode)),
  sandbox_workspace_write: z.optional(z.nullable(SandboxWorkspaceWrite)),
  service_tier: z.optional(z.nullable(ServiceTier)),
  tools: z.optional(z.nullable(ToolsV2)),
  web_search: z.optional(z.nullable(WebSearchMode)),
});
export type Config = z.infer<typeof Config>;
