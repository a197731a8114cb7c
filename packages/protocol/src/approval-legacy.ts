// Approvals as the first version of the wire asked for them. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { NetworkPolicyAmendment } from './approval.ts';
import { ThreadId } from './scalars.ts';

export const FileChange = z.discriminatedUnion('type', [
  z.object({ type: z.literal('add'), content: z.string() }),
  z.object({ type: z.literal('delete'), content: z.string() }),
  z.object({ type: z.literal('update'), move_path: z.optional(z.nullable(z.string())), unified_diff: z.string() }),
]);
export type FileChange = z.infer<typeof FileChange>;

export const ApplyPatchApprovalParams = z.object({
  callId: z.string(),
  conversationId: ThreadId,
  fileChanges: z.record(z.string(), FileChange),
  grantRoot: z.optional(z.nullable(z.string())),
  reason: z.optional(z.nullable(z.string())),
});
export type ApplyPatchApprovalParams = z.infer<typeof ApplyPatchApprovalParams>;

export const ReviewDecision = z.union([
  z.literal('approved'),
  z.strictObject({ approved_execpolicy_amendment: z.object({ proposed_execpolicy_amendment: z.array(z.string()) }) }),
  z.literal('approved_for_session'),
  z.strictObject({ network_policy_amendment: z.object({ network_policy_amendment: NetworkPolicyAmendment }) }),
  z.literal('denied'),
  z.literal('timed_out'),
  z.literal('abort'),
]);
export type ReviewDecision = z.infer<typeof ReviewDecision>;

export const ApplyPatchApprovalResponse = z.object({ decision: ReviewDecision });
export type ApplyPatchApprovalResponse = z.infer<typeof ApplyPatchApprovalResponse>;

export const ParsedCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('read'), cmd: z.string(), name: z.string(), path: z.string() }),
  z.object({ type: z.literal('list_files'), cmd: z.string(), path: z.optional(z.nullable(z.string())) }),
  z.object({
    type: z.literal('search'),
    cmd: z.string(),
    path: z.optional(z.nullable(z.string())),
    query: z.optional(z.nullable(z.string())),
  }),
  z.object({ type: z.literal('unknown'), cmd: z.string() }),
]);
export type ParsedCommand = z.infer<typeof ParsedCommand>;

export const ExecCommandApprovalParams = z.object({
  approvalId: z.optional(z.nullable(z.string())),
  callId: z.string(),
  command: z.array(z.string()),
  conversationId: ThreadId,
  cwd: z.string(),
  parsedCmd: z.array(ParsedCommand),
  reason: z.optional(z.nullable(z.string())),
});
export type ExecCommandApprovalParams = z.infer<typeof ExecCommandApprovalParams>;

export const ExecCommandApprovalResponse = z.object({ decision: ReviewDecision });
export type ExecCommandApprovalResponse = z.infer<typeof ExecCommandApprovalResponse>;
