// Threads: start, resume, read, list. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { experimental } from './experimental.ts';
import {
  ActivePermissionProfile,
  ApprovalsReviewer,
  AskForApproval,
  PermissionProfile,
  SandboxPolicy,
} from './permissions.ts';
import { AbsolutePathBuf, AgentPath, ReasoningEffort, ServiceTier, ThreadId } from './scalars.ts';
import { ThreadCursor } from './thread-params.ts';
import { Turn } from './turn.ts';

export {
  DynamicToolSpec,
  ThreadCursor,
  ThreadListCwdFilter,
  ThreadListParams,
  ThreadLoadedListParams,
  ThreadReadParams,
  ThreadSortKey,
  ThreadSourceKind,
  ThreadStartParams,
  ThreadStartSource,
  ThreadUnsubscribeParams,
} from './thread-params.ts';

export { ThreadResumeParams } from './thread-resume-params.ts';

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

export const ThreadReadResponse = z.object({ thread: Thread });
export type ThreadReadResponse = z.infer<typeof ThreadReadResponse>;

export const ThreadListResponse = z.object({
  backwardsCursor: z.optional(z.nullable(z.string())),
  data: z.array(Thread),
  nextCursor: z.optional(z.nullable(z.string())),
});
export type ThreadListResponse = z.infer<typeof ThreadListResponse>;

export const ThreadLoadedListResponse = z.object({
  data: z.array(z.string()),
  nextCursor: z.optional(z.nullable(z.string())),
});
export type ThreadLoadedListResponse = z.infer<typeof ThreadLoadedListResponse>;

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
