// What threads hold: pages of turns, rollback, injected items, compaction. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { SortDirection } from './scalars.ts';
import { Thread } from './thread.ts';
import { Turn } from './turn.ts';

export const ThreadCompactStartParams = z.object({ threadId: z.string() });
export type ThreadCompactStartParams = z.infer<typeof ThreadCompactStartParams>;

export const ThreadCompactStartResponse = z.object({});
export type ThreadCompactStartResponse = z.infer<typeof ThreadCompactStartResponse>;

export const ThreadInjectItemsParams = z.object({ items: z.array(z.unknown()), threadId: z.string() });
export type ThreadInjectItemsParams = z.infer<typeof ThreadInjectItemsParams>;

export const ThreadInjectItemsResponse = z.object({});
export type ThreadInjectItemsResponse = z.infer<typeof ThreadInjectItemsResponse>;

export const ThreadRollbackParams = z.object({ numTurns: z.int().check(z.minimum(0)), threadId: z.string() });
export type ThreadRollbackParams = z.infer<typeof ThreadRollbackParams>;

export const ThreadRollbackResponse = z.object({ thread: Thread });
export type ThreadRollbackResponse = z.infer<typeof ThreadRollbackResponse>;

export const ThreadTurnsListParams = z.object({
  cursor: z.optional(z.nullable(z.string())),
  limit: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  sortDirection: z.optional(z.nullable(SortDirection)),
  threadId: z.string(),
});
export type ThreadTurnsListParams = z.infer<typeof ThreadTurnsListParams>;

export const ThreadTurnsListResponse = z.object({
  backwardsCursor: z.optional(z.nullable(z.string())),
  data: z.array(Turn),
  nextCursor: z.optional(z.nullable(z.string())),
});
export type ThreadTurnsListResponse = z.infer<typeof ThreadTurnsListResponse>;
