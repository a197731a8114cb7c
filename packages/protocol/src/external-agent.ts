// Import of another agent's configuration. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { experimental } from './experimental.ts';

export const CommandMigration = z.object({ name: z.string() });
export type CommandMigration = z.infer<typeof CommandMigration>;

export const ExternalAgentConfigDetectParams = z.object({
  cwds: z.optional(z.nullable(z.array(z.string()))),
  includeHome: z.optional(z.boolean()),
});
export type ExternalAgentConfigDetectParams = z.infer<typeof ExternalAgentConfigDetectParams>;

export const ExternalAgentConfigMigrationItemType = z.enum([
  'AGENTS_MD',
  'CONFIG',
  'SKILLS',
  'PLUGINS',
  'MCP_SERVER_CONFIG',
  'SUBAGENTS',
  'HOOKS',
  'COMMANDS',
  'SESSIONS',
]);
export type ExternalAgentConfigMigrationItemType = z.infer<typeof ExternalAgentConfigMigrationItemType>;

export const HookMigration = z.object({ name: z.string() });
export type HookMigration = z.infer<typeof HookMigration>;

export const McpServerMigration = z.object({ name: z.string() });
export type McpServerMigration = z.infer<typeof McpServerMigration>;

export const PluginsMigration = z.object({ marketplaceName: z.string(), pluginNames: z.array(z.string()) });
export type PluginsMigration = z.infer<typeof PluginsMigration>;

export const SessionMigration = z.object({
  cwd: z.string(),
  path: z.string(),
  title: z.optional(z.nullable(z.string())),
});
export type SessionMigration = z.infer<typeof SessionMigration>;

export const SubagentMigration = z.object({ name: z.string() });
export type SubagentMigration = z.infer<typeof SubagentMigration>;

export const MigrationDetails = z.object({
  commands: z.optional(z.array(CommandMigration)),
  hooks: z.optional(z.array(HookMigration)),
  mcpServers: z.optional(z.array(McpServerMigration)),
  plugins: z.optional(z.array(PluginsMigration)),
  sessions: z.optional(z.array(SessionMigration)),
  subagents: z.optional(z.array(SubagentMigration)),
});
export type MigrationDetails = z.infer<typeof MigrationDetails>;

/**
 * One thing of another agent and what becomes of it. `write` and `keep` (something stands there already) are plans;
 * `written` and `kept` were done; `unsupported` and `failed` have a `note` that says why. Ours.
 */
export const MigrationEntry = z.object({
  name: z.string(),
  source: z.string(),
  target: z.nullable(z.string()),
  action: z.enum(['write', 'keep', 'written', 'kept', 'unsupported', 'failed']),
  note: z.nullable(z.string()),
});
export type MigrationEntry = z.infer<typeof MigrationEntry>;

export const ExternalAgentConfigMigrationItem = z.object({
  cwd: z.optional(z.nullable(z.string())),
  description: z.string(),
  details: z.optional(z.nullable(MigrationDetails)),
  entries: experimental(z.array(MigrationEntry)),
  itemType: ExternalAgentConfigMigrationItemType,
});
export type ExternalAgentConfigMigrationItem = z.infer<typeof ExternalAgentConfigMigrationItem>;

export const ExternalAgentConfigDetectResponse = z.object({
  items: z.array(ExternalAgentConfigMigrationItem),
  /** What belongs to no item, because nothing of it can be imported. Ours. */
  leftOut: experimental(z.array(MigrationEntry)),
});
export type ExternalAgentConfigDetectResponse = z.infer<typeof ExternalAgentConfigDetectResponse>;

export const ExternalAgentConfigImportCompletedNotification = z.object({});
export type ExternalAgentConfigImportCompletedNotification = z.infer<
  typeof ExternalAgentConfigImportCompletedNotification
>;

export const ExternalAgentConfigImportParams = z.object({ migrationItems: z.array(ExternalAgentConfigMigrationItem) });
export type ExternalAgentConfigImportParams = z.infer<typeof ExternalAgentConfigImportParams>;

/** What an item of an import came to. Ours. */
export const MigrationResult = z.object({
  cwd: z.nullable(z.string()),
  description: z.string(),
  entries: z.array(MigrationEntry),
  itemType: ExternalAgentConfigMigrationItemType,
});
export type MigrationResult = z.infer<typeof MigrationResult>;

export const ExternalAgentConfigImportResponse = z.object({ results: experimental(z.array(MigrationResult)) });
export type ExternalAgentConfigImportResponse = z.infer<typeof ExternalAgentConfigImportResponse>;
