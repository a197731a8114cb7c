// Hooks and their runs. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { AbsolutePathBuf } from './scalars.ts';

export const HookEventName = z.enum([
  'preToolUse',
  'permissionRequest',
  'postToolUse',
  'sessionStart',
  'userPromptSubmit',
  'stop',
]);
export type HookEventName = z.infer<typeof HookEventName>;

export const HookExecutionMode = z.enum(['sync', 'async']);
export type HookExecutionMode = z.infer<typeof HookExecutionMode>;

export const HookHandlerType = z.enum(['command', 'prompt', 'agent']);
export type HookHandlerType = z.infer<typeof HookHandlerType>;

export const HookOutputEntryKind = z.enum(['warning', 'stop', 'feedback', 'context', 'error']);
export type HookOutputEntryKind = z.infer<typeof HookOutputEntryKind>;

export const HookOutputEntry = z.object({ kind: HookOutputEntryKind, text: z.string() });
export type HookOutputEntry = z.infer<typeof HookOutputEntry>;

export const HookRunStatus = z.enum(['running', 'completed', 'failed', 'blocked', 'stopped']);
export type HookRunStatus = z.infer<typeof HookRunStatus>;

export const HookScope = z.enum(['thread', 'turn']);
export type HookScope = z.infer<typeof HookScope>;

export const HookSource = z.enum([
  'system',
  'user',
  'project',
  'mdm',
  'sessionFlags',
  'plugin',
  'cloudRequirements',
  'legacyManagedConfigFile',
  'legacyManagedConfigMdm',
  'unknown',
]);
export type HookSource = z.infer<typeof HookSource>;

export const HookRunSummary = z.object({
  completedAt: z.optional(z.nullable(z.int())),
  displayOrder: z.int(),
  durationMs: z.optional(z.nullable(z.int())),
  entries: z.array(HookOutputEntry),
  eventName: HookEventName,
  executionMode: HookExecutionMode,
  handlerType: HookHandlerType,
  id: z.string(),
  scope: HookScope,
  source: z.optional(HookSource),
  sourcePath: AbsolutePathBuf,
  startedAt: z.int(),
  status: HookRunStatus,
  statusMessage: z.optional(z.nullable(z.string())),
});
export type HookRunSummary = z.infer<typeof HookRunSummary>;

export const HookCompletedNotification = z.object({
  run: HookRunSummary,
  threadId: z.string(),
  turnId: z.optional(z.nullable(z.string())),
});
export type HookCompletedNotification = z.infer<typeof HookCompletedNotification>;

export const HookErrorInfo = z.object({ message: z.string(), path: z.string() });
export type HookErrorInfo = z.infer<typeof HookErrorInfo>;

export const HookMetadata = z.object({
  command: z.optional(z.nullable(z.string())),
  displayOrder: z.int(),
  enabled: z.boolean(),
  eventName: HookEventName,
  handlerType: HookHandlerType,
  isManaged: z.boolean(),
  key: z.string(),
  matcher: z.optional(z.nullable(z.string())),
  pluginId: z.optional(z.nullable(z.string())),
  source: HookSource,
  sourcePath: AbsolutePathBuf,
  statusMessage: z.optional(z.nullable(z.string())),
  timeoutSec: z.int().check(z.minimum(0)),
});
export type HookMetadata = z.infer<typeof HookMetadata>;

export const HookStartedNotification = z.object({
  run: HookRunSummary,
  threadId: z.string(),
  turnId: z.optional(z.nullable(z.string())),
});
export type HookStartedNotification = z.infer<typeof HookStartedNotification>;

export const HooksListEntry = z.object({
  cwd: z.string(),
  errors: z.array(HookErrorInfo),
  hooks: z.array(HookMetadata),
  warnings: z.array(z.string()),
});
export type HooksListEntry = z.infer<typeof HooksListEntry>;

export const HooksListParams = z.object({ cwds: z.optional(z.array(z.string())) });
export type HooksListParams = z.infer<typeof HooksListParams>;

export const HooksListResponse = z.object({ data: z.array(HooksListEntry) });
export type HooksListResponse = z.infer<typeof HooksListResponse>;
