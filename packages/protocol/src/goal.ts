// Goals of threads. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { int64 } from './int64.ts';

export const ThreadGoalStatus = z.enum(['active', 'paused', 'budgetLimited', 'complete']);
export type ThreadGoalStatus = z.infer<typeof ThreadGoalStatus>;

export const ThreadGoal = z.object({
  createdAt: z.int(),
  objective: z.string(),
  status: ThreadGoalStatus,
  threadId: z.string(),
  timeUsedSeconds: z.int(),
  tokenBudget: z.optional(z.nullable(int64())),
  tokensUsed: z.int(),
  updatedAt: z.int(),
});
export type ThreadGoal = z.infer<typeof ThreadGoal>;

export const ThreadGoalClearParams = z.object({ threadId: z.string() });
export type ThreadGoalClearParams = z.infer<typeof ThreadGoalClearParams>;

export const ThreadGoalClearResponse = z.object({ cleared: z.boolean() });
export type ThreadGoalClearResponse = z.infer<typeof ThreadGoalClearResponse>;

export const ThreadGoalClearedNotification = z.object({ threadId: z.string() });
export type ThreadGoalClearedNotification = z.infer<typeof ThreadGoalClearedNotification>;

export const ThreadGoalGetParams = z.object({ threadId: z.string() });
export type ThreadGoalGetParams = z.infer<typeof ThreadGoalGetParams>;

export const ThreadGoalGetResponse = z.object({ goal: z.optional(z.nullable(ThreadGoal)) });
export type ThreadGoalGetResponse = z.infer<typeof ThreadGoalGetResponse>;

export const ThreadGoalSetParams = z.object({
  objective: z.optional(z.nullable(z.string())),
  status: z.optional(z.nullable(ThreadGoalStatus)),
  threadId: z.string(),
  tokenBudget: z.optional(z.nullable(int64())),
});
export type ThreadGoalSetParams = z.infer<typeof ThreadGoalSetParams>;

export const ThreadGoalSetResponse = z.object({ goal: ThreadGoal });
export type ThreadGoalSetResponse = z.infer<typeof ThreadGoalSetResponse>;

export const ThreadGoalUpdatedNotification = z.object({
  goal: ThreadGoal,
  threadId: z.string(),
  turnId: z.optional(z.nullable(z.string())),
});
export type ThreadGoalUpdatedNotification = z.infer<typeof ThreadGoalUpdatedNotification>;
