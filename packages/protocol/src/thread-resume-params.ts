// What a resume takes, which may be a whole history. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { experimental } from './experimental.ts';
import { ApprovalsReviewer, AskForApproval, PermissionProfileSelectionParams, SandboxMode } from './permissions.ts';
import { ResponseItem } from './response-item.ts';
import { Personality, ServiceTier } from './scalars.ts';
import { ThreadCursor } from './thread-params.ts';

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
