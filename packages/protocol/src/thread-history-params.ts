// What requests about the content of threads take. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { SortDirection } from './scalars.ts';

export const ThreadCompactStartParams = z.object({ threadId: z.string() });
export type ThreadCompactStartParams = z.infer<typeof ThreadCompactStartParams>;

export const ThreadInjectItemsParams = z.object({ items: z.array(z.unknown()), threadId: z.string() });
export type ThreadInjectItemsParams = z.infer<typeof ThreadInjectItemsParams>;

export const ThreadRollbackParams = z.object({ numTurns: z.int().check(z.minimum(0)), threadId: z.string() });
export type ThreadRollbackParams = z.infer<typeof ThreadRollbackParams>;

export const ThreadTurnsListParams = z.object({
  cursor: z.optional(z.nullable(z.string())),
  limit: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  sortDirection: z.optional(z.nullable(SortDirection)),
  threadId: z.string(),
});
export type ThreadTurnsListParams = z.infer<typeof ThreadTurnsListParams>;
