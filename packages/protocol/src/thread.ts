// Threads: start, resume, read, list. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { experimental } from './experimental.ts';
import {
  ActivePermissionProfile,
  ApprovalsReviewer,
  AskForApproval,
  PermissionProfile,
  PermissionProfileSelectionParams,
  SandboxMode,
  SandboxPolicy,
} from './permissions.ts';
import { ResponseItem } from './response-item.ts';
import {
  AbsolutePathBuf,
  AgentPath,
  Personality,
  ReasoningEffort,
  ServiceTier,
  SortDirection,
  ThreadId,
} from './scalars.ts';
import { Turn, TurnEnvironmentParams } from './turn.ts';

export const GitInfo = z.object({
  branch: z.optional(z.nullable(z.string())),
  originUrl: z.optional(z.nullable(z.string())),
  sha: z.optional(z.nullable(z.string())),
});
export type GitInfo = z.infer<typeof GitInfo>;

export const SubAgentSource = z.union([
  z.enum(['review', 'compact', 'memory_consolidation']),
  z.strictObject({
    thread_spawn: z.object({
      agent_nickname: z.optional(z.nullable(z.string())),
      agent_path: z.optional(z.nullable(AgentPath)),
      agent_role: z.optional(z.nullable(z.string())),
      depth: z.int(),
      parent_thread_id: ThreadId,
    }),
  }),
  z.strictObject({ other: z.string() }),
]);
export type SubAgentSource = z.infer<typeof SubAgentSource>;

export const SessionSource = z.union([
  z.enum(['cli', 'vscode', 'exec', 'appServer', 'unknown']),
  z.strictObject({ custom: z.string() }),
  z.strictObject({ subAgent: SubAgentSource }),
]);
export type SessionSource = z.infer<typeof SessionSource>;

export const ThreadActiveFlag = z.enum(['waitingOnApproval', 'waitingOnUserInput']);
export type ThreadActiveFlag = z.infer<typeof ThreadActiveFlag>;

export const ThreadStatus = z.discriminatedUnion('type', [
  z.object({ type: z.literal('notLoaded') }),
  z.object({ type: z.literal('idle') }),
  z.object({ type: z.literal('systemError') }),
  z.object({ type: z.literal('active'), activeFlags: z.array(ThreadActiveFlag) }),
]);
export type ThreadStatus = z.infer<typeof ThreadStatus>;

export const Thread = z.object({
  agentNickname: z.optional(z.nullable(z.string())),
  agentRole: z.optional(z.nullable(z.string())),
  cliVersion: z.string(),
  createdAt: z.int(),
  cwd: AbsolutePathBuf,
  ephemeral: z.boolean(),
  forkedFromId: z.optional(z.nullable(z.string())),
  gitInfo: z.optional(z.nullable(GitInfo)),
  id: z.string(),
  modelProvider: z.string(),
  name: z.optional(z.nullable(z.string())),
  path: z.optional(z.nullable(z.string())),
  preview: z.string(),
  source: SessionSource,
  status: ThreadStatus,
  turns: z.array(Turn),
  updatedAt: z.int(),
});
export type Thread = z.infer<typeof Thread>;

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

/** Whether all that was missed since the cursor was sent again. If not, the client reads the turns. Ours. */
export const ThreadReplay = z.object({ complete: z.boolean() });
export type ThreadReplay = z.infer<typeof ThreadReplay>;

export const ThreadStartResponse = z.object({
  activePermissionProfile: experimental(z.nullable(ActivePermissionProfile)),
  approvalPolicy: AskForApproval,
  approvalsReviewer: ApprovalsReviewer,
  cursor: experimental(ThreadCursor),
  cwd: AbsolutePathBuf,
  instructionSources: z.optional(z.array(AbsolutePathBuf)),
  model: z.string(),
  modelProvider: z.string(),
  permissionProfile: experimental(z.nullable(PermissionProfile)),
  reasoningEffort: z.optional(z.nullable(ReasoningEffort)),
  sandbox: SandboxPolicy,
  serviceTier: z.optional(z.nullable(ServiceTier)),
  thread: Thread,
});
export type ThreadStartResponse = z.infer<typeof ThreadStartResponse>;

export const ThreadResumeParams = z.object({
  approvalPolicy: z.optional(z.nullable(AskForApproval)),
  approvalsReviewer: z.optional(z.nullable(ApprovalsReviewer)),
  baseInstructions: z.optional(z.nullable(z.string())),
  config: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  /** Ours: what came after it is sent again. */
  cursor: experimental(z.nullable(ThreadCursor)),
  cwd: z.optional(z.nullable(z.string())),
  developerInstructions: z.optional(z.nullable(z.string())),
  excludeTurns: experimental(z.boolean()),
  history: experimental(z.nullable(z.array(ResponseItem))),
  model: z.optional(z.nullable(z.string())),
  modelProvider: z.optional(z.nullable(z.string())),
  path: experimental(z.nullable(z.string())),
  permissions: experimental(z.nullable(PermissionProfileSelectionParams)),
  persistExtendedHistory: experimental(z.boolean()),
  personality: z.optional(z.nullable(Personality)),
  /** Ours: the client watches without being asked for approvals, and may not write. */
  readOnly: experimental(z.nullable(z.boolean())),
  sandbox: z.optional(z.nullable(SandboxMode)),
  serviceTier: z.optional(z.nullable(z.nullable(ServiceTier))),
  threadId: z.string(),
});
export type ThreadResumeParams = z.infer<typeof ThreadResumeParams>;

export const ThreadResumeResponse = z.object({
  activePermissionProfile: experimental(z.nullable(ActivePermissionProfile)),
  approvalPolicy: AskForApproval,
  approvalsReviewer: ApprovalsReviewer,
  cursor: experimental(ThreadCursor),
  replay: experimental(ThreadReplay),
  cwd: AbsolutePathBuf,
  instructionSources: z.optional(z.array(AbsolutePathBuf)),
  model: z.string(),
  modelProvider: z.string(),
  permissionProfile: experimental(z.nullable(PermissionProfile)),
  reasoningEffort: z.optional(z.nullable(ReasoningEffort)),
  sandbox: SandboxPolicy,
  serviceTier: z.optional(z.nullable(ServiceTier)),
  thread: Thread,
});
export type ThreadResumeResponse = z.infer<typeof ThreadResumeResponse>;

export const ThreadReadParams = z.object({ includeTurns: z.optional(z.boolean()), threadId: z.string() });
export type ThreadReadParams = z.infer<typeof ThreadReadParams>;

export const ThreadReadResponse = z.object({ thread: Thread });
export type ThreadReadResponse = z.infer<typeof ThreadReadResponse>;

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

export const ThreadListResponse = z.object({
  backwardsCursor: z.optional(z.nullable(z.string())),
  data: z.array(Thread),
  nextCursor: z.optional(z.nullable(z.string())),
});
export type ThreadListResponse = z.infer<typeof ThreadListResponse>;

export const ThreadLoadedListParams = z.object({
  cursor: z.optional(z.nullable(z.string())),
  limit: z.optional(z.nullable(z.int().check(z.minimum(0)))),
});
export type ThreadLoadedListParams = z.infer<typeof ThreadLoadedListParams>;

export const ThreadLoadedListResponse = z.object({
  data: z.array(z.string()),
  nextCursor: z.optional(z.nullable(z.string())),
});
export type ThreadLoadedListResponse = z.infer<typeof ThreadLoadedListResponse>;

export const ThreadUnsubscribeParams = z.object({ threadId: z.string() });
export type ThreadUnsubscribeParams = z.infer<typeof ThreadUnsubscribeParams>;

export const ThreadUnsubscribeStatus = z.enum(['notLoaded', 'notSubscribed', 'unsubscribed']);
export type ThreadUnsubscribeStatus = z.infer<typeof ThreadUnsubscribeStatus>;

export const ThreadUnsubscribeResponse = z.object({ status: ThreadUnsubscribeStatus });
export type ThreadUnsubscribeResponse = z.infer<typeof ThreadUnsubscribeResponse>;

export const ThreadStartedNotification = z.object({ thread: Thread });
export type ThreadStartedNotification = z.infer<typeof ThreadStartedNotification>;

export const ThreadStatusChangedNotification = z.object({ status: ThreadStatus, threadId: z.string() });
export type ThreadStatusChangedNotification = z.infer<typeof ThreadStatusChangedNotification>;

export const ThreadClosedNotification = z.object({ threadId: z.string() });
export type ThreadClosedNotification = z.infer<typeof ThreadClosedNotification>;

export const TokenUsageBreakdown = z.object({
  cachedInputTokens: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  reasoningOutputTokens: z.int(),
  totalTokens: z.int(),
});
export type TokenUsageBreakdown = z.infer<typeof TokenUsageBreakdown>;

export const ThreadTokenUsage = z.object({
  last: TokenUsageBreakdown,
  modelContextWindow: z.optional(z.nullable(z.int())),
  total: TokenUsageBreakdown,
});
export type ThreadTokenUsage = z.infer<typeof ThreadTokenUsage>;

export const ThreadTokenUsageUpdatedNotification = z.object({
  threadId: z.string(),
  tokenUsage: ThreadTokenUsage,
  turnId: z.string(),
});
export type ThreadTokenUsageUpdatedNotification = z.infer<typeof ThreadTokenUsageUpdatedNotification>;
