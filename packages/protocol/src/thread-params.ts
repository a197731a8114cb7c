// What requests about threads take. Apart from what they give, which is far more, and which a server does not check. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { experimental } from './experimental.ts';
import { ApprovalsReviewer, AskForApproval, PermissionProfileSelectionParams, SandboxMode } from './permissions.ts';
import { Personality, ServiceTier, SortDirection } from './scalars.ts';
import { TurnEnvironmentParams } from './turn-params.ts';

export const DynamicToolSpec = z.object({
  deferLoading: z.optional(z.boolean()),
  description: z.string(),
  inputSchema: z.unknown(),
  name: z.string(),
  namespace: z.optional(z.nullable(z.string())),
});
export type DynamicToolSpec = z.infer<typeof DynamicToolSpec>;

export const ThreadStartSource = z.enum(['startup', 'clear']);
export type ThreadStartSource = z.infer<typeof ThreadStartSource>;

export const ThreadStartParams = z.object({
  approvalPolicy: z.optional(z.nullable(AskForApproval)),
  approvalsReviewer: z.optional(z.nullable(ApprovalsReviewer)),
  baseInstructions: z.optional(z.nullable(z.string())),
  config: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  cwd: z.optional(z.nullable(z.string())),
  developerInstructions: z.optional(z.nullable(z.string())),
  dynamicTools: experimental(z.nullable(z.array(DynamicToolSpec))),
  environments: experimental(z.nullable(z.array(TurnEnvironmentParams))),
  ephemeral: z.optional(z.nullable(z.boolean())),
  experimentalRawEvents: experimental(z.boolean()),
  mockExperimentalField: experimental(z.nullable(z.string())),
  model: z.optional(z.nullable(z.string())),
  modelProvider: z.optional(z.nullable(z.string())),
  permissions: experimental(z.nullable(PermissionProfileSelectionParams)),
  persistExtendedHistory: experimental(z.boolean()),
  personality: z.optional(z.nullable(Personality)),
  sandbox: z.optional(z.nullable(SandboxMode)),
  serviceName: z.optional(z.nullable(z.string())),
  serviceTier: z.optional(z.nullable(z.nullable(ServiceTier))),
  sessionStartSource: z.optional(z.nullable(ThreadStartSource)),
});
export type ThreadStartParams = z.infer<typeof ThreadStartParams>;

/** Where a client's knowledge of a thread's events ends: `<epoch>:<seq>`. Ours: for clients with the capability `eventSequence`. */
export const ThreadCursor = z.string();
export type ThreadCursor = z.infer<typeof ThreadCursor>;

export const ThreadReadParams = z.object({ includeTurns: z.optional(z.boolean()), threadId: z.string() });
export type ThreadReadParams = z.infer<typeof ThreadReadParams>;

export const ThreadListCwdFilter = z.union([z.string(), z.array(z.string())]);
export type ThreadListCwdFilter = z.infer<typeof ThreadListCwdFilter>;

export const ThreadSortKey = z.enum(['created_at', 'updated_at']);
export type ThreadSortKey = z.infer<typeof ThreadSortKey>;

export const ThreadSourceKind = z.enum([
  'cli',
  'vscode',
  'exec',
  'appServer',
  'subAgent',
  'subAgentReview',
  'subAgentCompact',
  'subAgentThreadSpawn',
  'subAgentOther',
  'unknown',
]);
export type ThreadSourceKind = z.infer<typeof ThreadSourceKind>;

export const ThreadListParams = z.object({
  archived: z.optional(z.nullable(z.boolean())),
  cursor: z.optional(z.nullable(z.string())),
  cwd: z.optional(z.nullable(ThreadListCwdFilter)),
  limit: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  modelProviders: z.optional(z.nullable(z.array(z.string()))),
  /** Ours. `title` (default): a substring of name or preview, as Codex has it. `text`: words of what was said, each by its beginning. */
  searchIn: experimental(z.nullable(z.enum(['title', 'text']))),
  searchTerm: z.optional(z.nullable(z.string())),
  sortDirection: z.optional(z.nullable(SortDirection)),
  sortKey: z.optional(z.nullable(ThreadSortKey)),
  sourceKinds: z.optional(z.nullable(z.array(ThreadSourceKind))),
  useStateDbOnly: z.optional(z.boolean()),
});
export type ThreadListParams = z.infer<typeof ThreadListParams>;

export const ThreadLoadedListParams = z.object({
  cursor: z.optional(z.nullable(z.string())),
  limit: z.optional(z.nullable(z.int().check(z.minimum(0)))),
});
export type ThreadLoadedListParams = z.infer<typeof ThreadLoadedListParams>;

export const ThreadUnsubscribeParams = z.object({ threadId: z.string() });
export type ThreadUnsubscribeParams = z.infer<typeof ThreadUnsubscribeParams>;

export const ThreadForkParams = z.object({
  approvalPolicy: z.optional(z.nullable(AskForApproval)),
  approvalsReviewer: z.optional(z.nullable(ApprovalsReviewer)),
  baseInstructions: z.optional(z.nullable(z.string())),
  config: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  cwd: z.optional(z.nullable(z.string())),
  developerInstructions: z.optional(z.nullable(z.string())),
  ephemeral: z.optional(z.boolean()),
  excludeTurns: experimental(z.boolean()),
  model: z.optional(z.nullable(z.string())),
  modelProvider: z.optional(z.nullable(z.string())),
  path: experimental(z.nullable(z.string())),
  permissions: experimental(z.nullable(PermissionProfileSelectionParams)),
  persistExtendedHistory: experimental(z.boolean()),
  sandbox: z.optional(z.nullable(SandboxMode)),
  serviceTier: z.optional(z.nullable(ServiceTier)),
  threadId: z.string(),
});
export type ThreadForkParams = z.infer<typeof ThreadForkParams>;
