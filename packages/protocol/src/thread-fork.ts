// Forks of threads. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { experimental } from './experimental.ts';
import {
  ActivePermissionProfile,
  ApprovalsReviewer,
  AskForApproval,
  PermissionProfile,
  SandboxPolicy,
} from './permissions.ts';
import { AbsolutePathBuf, ReasoningEffort, ServiceTier } from './scalars.ts';
import { Thread } from './thread.ts';
import { ThreadCursor } from './thread-params.ts';

export { ThreadForkParams } from './thread-params.ts';

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
