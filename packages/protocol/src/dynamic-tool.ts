// Tools that a client brings. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { DynamicToolCallOutputContentItem } from './item.ts';

export const DynamicToolCallParams = z.object({
  arguments: z.unknown(),
  callId: z.string(),
  namespace: z.optional(z.nullable(z.string())),
  threadId: z.string(),
  tool: z.string(),
  turnId: z.string(),
});
export type DynamicToolCallParams = z.infer<typeof DynamicToolCallParams>;

export const DynamicToolCallResponse = z.object({
  contentItems: z.array(DynamicToolCallOutputContentItem),
  success: z.boolean(),
});
export type DynamicToolCallResponse = z.infer<typeof DynamicToolCallResponse>;
