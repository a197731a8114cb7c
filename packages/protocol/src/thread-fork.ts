// Forks of threads. Source: the JSON Schemas of the app-server protocol, version 0.128.
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
import { AbsolutePathBuf, ReasoningEffort, ServiceTier } from './scalars.ts';
import { Thread, ThreadCursor } from './thread.ts';

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

export const ThreadForkResponse = z.object({
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
export type ThreadForkResponse = z.infer<typeof ThreadForkResponse>;
