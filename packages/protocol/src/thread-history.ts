// What threads hold: pages of turns, rollback, injected items, compaction. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { Thread } from './thread.ts';
import { Turn } from './turn.ts';

export {
  ThreadCompactStartParams,
  ThreadInjectItemsParams,
  ThreadRollbackParams,
  ThreadTurnsListParams,
} from './thread-history-params.ts';

export const ThreadCompactStartResponse = z.object({});
export type ThreadCompactStartResponse = z.infer<typeof ThreadCompactStartResponse>;

export const ThreadInjectItemsResponse = z.object({});
export type ThreadInjectItemsResponse = z.infer<typeof ThreadInjectItemsResponse>;

export const ThreadRollbackResponse = z.object({ thread: Thread });
export type ThreadRollbackResponse = z.infer<typeof ThreadRollbackResponse>;

export const ThreadTurnsListResponse = z.object({
  backwardsCursor: z.optional(z.nullable(z.string())),
  data: z.array(Turn),
  nextCursor: z.optional(z.nullable(z.string())),
});
export type ThreadTurnsListResponse = z.infer<typeof ThreadTurnsListResponse>;
