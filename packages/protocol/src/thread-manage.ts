// Threads: archive, names, metadata, shell commands, terminals, elicitation counters. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { Thread } from './thread.ts';

export {
  ThreadArchiveParams,
  ThreadBackgroundTerminalsCleanParams,
  ThreadDecrementElicitationParams,
  ThreadIncrementElicitationParams,
  ThreadMetadataGitInfoUpdateParams,
  ThreadMetadataUpdateParams,
  ThreadSetNameParams,
  ThreadShellCommandParams,
  ThreadUnarchiveParams,
} from './thread-manage-params.ts';

export const ThreadArchiveResponse = z.object({});
export type ThreadArchiveResponse = z.infer<typeof ThreadArchiveResponse>;

export const ThreadArchivedNotification = z.object({ threadId: z.string() });
export type ThreadArchivedNotification = z.infer<typeof ThreadArchivedNotification>;

export const ThreadBackgroundTerminalsCleanResponse = z.object({});
export type ThreadBackgroundTerminalsCleanResponse = z.infer<typeof ThreadBackgroundTerminalsCleanResponse>;

export const ThreadDecrementElicitationResponse = z.object({ count: z.int().check(z.minimum(0)), paused: z.boolean() });
export type ThreadDecrementElicitationResponse = z.infer<typeof ThreadDecrementElicitationResponse>;

export const ThreadIncrementElicitationResponse = z.object({ count: z.int().check(z.minimum(0)), paused: z.boolean() });
export type ThreadIncrementElicitationResponse = z.infer<typeof ThreadIncrementElicitationResponse>;

export const ThreadMetadataUpdateResponse = z.object({ thread: Thread });
export type ThreadMetadataUpdateResponse = z.infer<typeof ThreadMetadataUpdateResponse>;

export const ThreadNameUpdatedNotification = z.object({
  threadId: z.string(),
  threadName: z.optional(z.nullable(z.string())),
});
export type ThreadNameUpdatedNotification = z.infer<typeof ThreadNameUpdatedNotification>;

export const ThreadSetNameResponse = z.object({});
export type ThreadSetNameResponse = z.infer<typeof ThreadSetNameResponse>;

export const ThreadShellCommandResponse = z.object({});
export type ThreadShellCommandResponse = z.infer<typeof ThreadShellCommandResponse>;

export const ThreadUnarchiveResponse = z.object({ thread: Thread });
export type ThreadUnarchiveResponse = z.infer<typeof ThreadUnarchiveResponse>;

export const ThreadUnarchivedNotification = z.object({ threadId: z.string() });
export type ThreadUnarchivedNotification = z.infer<typeof ThreadUnarchivedNotification>;
