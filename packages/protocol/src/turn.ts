// Turns: start, steer, interrupt. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { TurnError } from './error.ts';
import { ThreadItem } from './item.ts';

export { TurnEnvironmentParams, TurnInterruptParams, TurnStartParams, TurnSteerParams } from './turn-params.ts';

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

export const TurnStartResponse = z.object({ turn: Turn });
export type TurnStartResponse = z.infer<typeof TurnStartResponse>;

export const TurnSteerResponse = z.object({ turnId: z.string() });
export type TurnSteerResponse = z.infer<typeof TurnSteerResponse>;

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
