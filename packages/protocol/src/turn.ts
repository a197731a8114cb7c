// Turns: start, steer, interrupt. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { TurnError } from './error.ts';
import { experimental } from './experimental.ts';
import { UserInput } from './input.ts';
import { ThreadItem } from './item.ts';
import { ApprovalsReviewer, AskForApproval, PermissionProfileSelectionParams, SandboxPolicy } from './permissions.ts';
import {
  AbsolutePathBuf,
  CollaborationMode,
  Personality,
  ReasoningEffort,
  ReasoningSummary,
  ServiceTier,
} from './scalars.ts';

export const TurnStatus = z.enum(['completed', 'interrupted', 'failed', 'inProgress']);
export type TurnStatus = z.infer<typeof TurnStatus>;

export const Turn = z.object({
  completedAt: z.optional(z.nullable(z.int())),
  durationMs: z.optional(z.nullable(z.int())),
  error: z.optional(z.nullable(TurnError)),
  id: z.string(),
  items: z.array(ThreadItem),
  startedAt: z.optional(z.nullable(z.int())),
  status: TurnStatus,
});
export type Turn = z.infer<typeof Turn>;

export const TurnEnvironmentParams = z.object({ cwd: AbsolutePathBuf, environmentId: z.string() });
export type TurnEnvironmentParams = z.infer<typeof TurnEnvironmentParams>;

export const TurnStartParams = z.object({
  approvalPolicy: z.optional(z.nullable(AskForApproval)),
  approvalsReviewer: z.optional(z.nullable(ApprovalsReviewer)),
  collaborationMode: experimental(z.nullable(CollaborationMode)),
  cwd: z.optional(z.nullable(z.string())),
  effort: z.optional(z.nullable(ReasoningEffort)),
  environments: experimental(z.nullable(z.array(TurnEnvironmentParams))),
  input: z.array(UserInput),
  model: z.optional(z.nullable(z.string())),
  outputSchema: z.optional(z.unknown()),
  permissions: experimental(z.nullable(PermissionProfileSelectionParams)),
  personality: z.optional(z.nullable(Personality)),
  // Ours: while a turn runs, this one gets an id of its own and waits for its end, instead of steering it.
  queue: experimental(z.boolean()),
  responsesapiClientMetadata: experimental(z.nullable(z.record(z.string(), z.string()))),
  sandboxPolicy: z.optional(z.nullable(SandboxPolicy)),
  serviceTier: z.optional(z.nullable(z.nullable(ServiceTier))),
  summary: z.optional(z.nullable(ReasoningSummary)),
  threadId: z.string(),
});
export type TurnStartParams = z.infer<typeof TurnStartParams>;

export const TurnStartResponse = z.object({ turn: Turn });
export type TurnStartResponse = z.infer<typeof TurnStartResponse>;

export const TurnSteerParams = z.object({
  expectedTurnId: z.string(),
  input: z.array(UserInput),
  responsesapiClientMetadata: experimental(z.nullable(z.record(z.string(), z.string()))),
  threadId: z.string(),
});
export type TurnSteerParams = z.infer<typeof TurnSteerParams>;

export const TurnSteerResponse = z.object({ turnId: z.string() });
export type TurnSteerResponse = z.infer<typeof TurnSteerResponse>;

export const TurnInterruptParams = z.object({ threadId: z.string(), turnId: z.string() });
export type TurnInterruptParams = z.infer<typeof TurnInterruptParams>;

export const TurnInterruptResponse = z.object({});
export type TurnInterruptResponse = z.infer<typeof TurnInterruptResponse>;

export const TurnStartedNotification = z.object({ threadId: z.string(), turn: Turn });
export type TurnStartedNotification = z.infer<typeof TurnStartedNotification>;

export const TurnCompletedNotification = z.object({ threadId: z.string(), turn: Turn });
export type TurnCompletedNotification = z.infer<typeof TurnCompletedNotification>;

export const TurnDiffUpdatedNotification = z.object({ diff: z.string(), threadId: z.string(), turnId: z.string() });
export type TurnDiffUpdatedNotification = z.infer<typeof TurnDiffUpdatedNotification>;

export const TurnPlanStepStatus = z.enum(['pending', 'inProgress', 'completed']);
export type TurnPlanStepStatus = z.infer<typeof TurnPlanStepStatus>;

export const TurnPlanStep = z.object({ status: TurnPlanStepStatus, step: z.string() });
export type TurnPlanStep = z.infer<typeof TurnPlanStep>;

export const TurnPlanUpdatedNotification = z.object({
  explanation: z.optional(z.nullable(z.string())),
  plan: z.array(TurnPlanStep),
  threadId: z.string(),
  turnId: z.string(),
});
export type TurnPlanUpdatedNotification = z.infer<typeof TurnPlanUpdatedNotification>;
