// Collaboration modes. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { ModeKind, ReasoningEffort } from './scalars.ts';

export const CollaborationModeListParams = z.object({});
export type CollaborationModeListParams = z.infer<typeof CollaborationModeListParams>;

export const CollaborationModeMask = z.object({
  mode: z.optional(z.nullable(ModeKind)),
  model: z.optional(z.nullable(z.string())),
  name: z.string(),
  reasoning_effort: z.optional(z.nullable(ReasoningEffort)),
});
export type CollaborationModeMask = z.infer<typeof CollaborationModeMask>;

export const CollaborationModeListResponse = z.object({ data: z.array(CollaborationModeMask) });
export type CollaborationModeListResponse = z.infer<typeof CollaborationModeListResponse>;
