// Reviews. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { Turn } from './turn.ts';

export const ReviewDelivery = z.enum(['inline', 'detached']);
export type ReviewDelivery = z.infer<typeof ReviewDelivery>;

export const ReviewTarget = z.discriminatedUnion('type', [
  z.object({ type: z.literal('uncommittedChanges') }),
  z.object({ type: z.literal('baseBranch'), branch: z.string() }),
  z.object({ type: z.literal('commit'), sha: z.string(), title: z.optional(z.nullable(z.string())) }),
  z.object({ type: z.literal('custom'), instructions: z.string() }),
]);
export type ReviewTarget = z.infer<typeof ReviewTarget>;

export const ReviewStartParams = z.object({
  delivery: z.optional(z.nullable(ReviewDelivery)),
  target: ReviewTarget,
  threadId: z.string(),
});
export type ReviewStartParams = z.infer<typeof ReviewStartParams>;

export const ReviewStartResponse = z.object({ reviewThreadId: z.string(), turn: Turn });
export type ReviewStartResponse = z.infer<typeof ReviewStartResponse>;
