// Automatic review of approvals. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { NetworkApprovalProtocol } from './approval.ts';
import { RequestPermissionProfile } from './permission-request.ts';
import { AbsolutePathBuf } from './scalars.ts';

export const AutoReviewDecisionSource = z.enum(['agent']);
export type AutoReviewDecisionSource = z.infer<typeof AutoReviewDecisionSource>;

export const GuardianApprovalReviewStatus = z.enum(['inProgress', 'approved', 'denied', 'timedOut', 'aborted']);
export type GuardianApprovalReviewStatus = z.infer<typeof GuardianApprovalReviewStatus>;

export const GuardianRiskLevel = z.enum(['low', 'medium', 'high', 'critical']);
export type GuardianRiskLevel = z.infer<typeof GuardianRiskLevel>;

export const GuardianUserAuthorization = z.enum(['unknown', 'low', 'medium', 'high']);
export type GuardianUserAuthorization = z.infer<typeof GuardianUserAuthorization>;

export const GuardianApprovalReview = z.object({
  rationale: z.optional(z.nullable(z.string())),
  riskLevel: z.optional(z.nullable(GuardianRiskLevel)),
  status: GuardianApprovalReviewStatus,
  userAuthorization: z.optional(z.nullable(GuardianUserAuthorization)),
});
export type GuardianApprovalReview = z.infer<typeof GuardianApprovalReview>;

export const GuardianCommandSource = z.enum(['shell', 'unifiedExec']);
export type GuardianCommandSource = z.infer<typeof GuardianCommandSource>;

export const GuardianApprovalReviewAction = z.discriminatedUnion('type', [
  z.object({ type: z.literal('command'), command: z.string(), cwd: AbsolutePathBuf, source: GuardianCommandSource }),
  z.object({
    type: z.literal('execve'),
    argv: z.array(z.string()),
    cwd: AbsolutePathBuf,
    program: z.string(),
    source: GuardianCommandSource,
  }),
  z.object({ type: z.literal('applyPatch'), cwd: AbsolutePathBuf, files: z.array(AbsolutePathBuf) }),
  z.object({
    type: z.literal('networkAccess'),
    host: z.string(),
    port: z.int().check(z.minimum(0)),
    protocol: NetworkApprovalProtocol,
    target: z.string(),
  }),
  z.object({
    type: z.literal('mcpToolCall'),
    connectorId: z.optional(z.nullable(z.string())),
    connectorName: z.optional(z.nullable(z.string())),
    server: z.string(),
    toolName: z.string(),
    toolTitle: z.optional(z.nullable(z.string())),
  }),
  z.object({
    type: z.literal('requestPermissions'),
    permissions: RequestPermissionProfile,
    reason: z.optional(z.nullable(z.string())),
  }),
]);
export type GuardianApprovalReviewAction = z.infer<typeof GuardianApprovalReviewAction>;

export const GuardianWarningNotification = z.object({ message: z.string(), threadId: z.string() });
export type GuardianWarningNotification = z.infer<typeof GuardianWarningNotification>;

export const ItemGuardianApprovalReviewCompletedNotification = z.object({
  action: GuardianApprovalReviewAction,
  decisionSource: AutoReviewDecisionSource,
  review: GuardianApprovalReview,
  reviewId: z.string(),
  targetItemId: z.optional(z.nullable(z.string())),
  threadId: z.string(),
  turnId: z.string(),
});
export type ItemGuardianApprovalReviewCompletedNotification = z.infer<
  typeof ItemGuardianApprovalReviewCompletedNotification
>;

export const ItemGuardianApprovalReviewStartedNotification = z.object({
  action: GuardianApprovalReviewAction,
  review: GuardianApprovalReview,
  reviewId: z.string(),
  targetItemId: z.optional(z.nullable(z.string())),
  threadId: z.string(),
  turnId: z.string(),
});
export type ItemGuardianApprovalReviewStartedNotification = z.infer<
  typeof ItemGuardianApprovalReviewStartedNotification
>;

export const ThreadApproveGuardianDeniedActionParams = z.object({ event: z.unknown(), threadId: z.string() });
export type ThreadApproveGuardianDeniedActionParams = z.infer<typeof ThreadApproveGuardianDeniedActionParams>;

export const ThreadApproveGuardianDeniedActionResponse = z.object({});
export type ThreadApproveGuardianDeniedActionResponse = z.infer<typeof ThreadApproveGuardianDeniedActionResponse>;
