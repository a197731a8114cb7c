// What requests about turns take. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { experimental } from './experimental.ts';
import { UserInput } from './input.ts';
import { ApprovalsReviewer, AskForApproval, PermissionProfileSelectionParams, SandboxPolicy } from './permissions.ts';
import {
  AbsolutePathBuf,
  CollaborationMode,
  Personality,
  ReasoningEffort,
  ReasoningSummary,
  ServiceTier,
} from './scalars.ts';

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

export const TurnSteerParams = z.object({
  expectedTurnId: z.string(),
  input: z.array(UserInput),
  responsesapiClientMetadata: experimental(z.nullable(z.record(z.string(), z.string()))),
  threadId: z.string(),
});
export type TurnSteerParams = z.infer<typeof TurnSteerParams>;

export const TurnInterruptParams = z.object({ threadId: z.string(), turnId: z.string() });
export type TurnInterruptParams = z.infer<typeof TurnInterruptParams>;
