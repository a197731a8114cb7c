// Threads: archive, names, metadata, shell commands, terminals, elicitation counters. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { Thread } from './thread.ts';

export const ThreadArchiveParams = z.object({ threadId: z.string() });
export type ThreadArchiveParams = z.infer<typeof ThreadArchiveParams>;

export const ThreadArchiveResponse = z.object({});
export type ThreadArchiveResponse = z.infer<typeof ThreadArchiveResponse>;

export const ThreadArchivedNotification = z.object({ threadId: z.string() });
export type ThreadArchivedNotification = z.infer<typeof ThreadArchivedNotification>;

export const ThreadBackgroundTerminalsCleanParams = z.object({ threadId: z.string() });
export type ThreadBackgroundTerminalsCleanParams = z.infer<typeof ThreadBackgroundTerminalsCleanParams>;

export const ThreadBackgroundTerminalsCleanResponse = z.object({});
export type ThreadBackgroundTerminalsCleanResponse = z.infer<typeof ThreadBackgroundTerminalsCleanResponse>;

export const ThreadDecrementElicitationParams = z.object({ threadId: z.string() });
export type ThreadDecrementElicitationParams = z.infer<typeof ThreadDecrementElicitationParams>;

export const ThreadDecrementElicitationResponse = z.object({ count: z.int().check(z.minimum(0)), paused: z.boolean() });
export type ThreadDecrementElicitationResponse = z.infer<typeof ThreadDecrementElicitationResponse>;

export const ThreadIncrementElicitationParams = z.object({ threadId: z.string() });
export type ThreadIncrementElicitationParams = z.infer<typeof ThreadIncrementElicitationParams>;

export const ThreadIncrementElicitationResponse = z.object({ count: z.int().check(z.minimum(0)), paused: z.boolean() });
export type ThreadIncrementElicitationResponse = z.infer<typeof ThreadIncrementElicitationResponse>;

export const ThreadMetadataGitInfoUpdateParams = z.object({
  branch: z.optional(z.nullable(z.string())),
  originUrl: z.optional(z.nullable(z.string())),
  sha: z.optional(z.nullable(z.string())),
});
export type ThreadMetadataGitInfoUpdateParams = z.infer<typeof ThreadMetadataGitInfoUpdateParams>;

export const ThreadMetadataUpdateParams = z.object({
  gitInfo: z.optional(z.nullable(ThreadMetadataGitInfoUpdateParams)),
  threadId: z.string(),
});
export type ThreadMetadataUpdateParams = z.infer<typeof ThreadMetadataUpdateParams>;

export const ThreadMetadataUpdateResponse = z.object({ thread: Thread });
export type ThreadMetadataUpdateResponse = z.infer<typeof ThreadMetadataUpdateResponse>;

export const ThreadNameUpdatedNotification = z.object({
  threadId: z.string(),
  threadName: z.optional(z.nullable(z.string())),
});
export type ThreadNameUpdatedNotification = z.infer<typeof ThreadNameUpdatedNotification>;

export const ThreadSetNameParams = z.object({ name: z.string(), threadId: z.string() });
export type ThreadSetNameParams = z.infer<typeof ThreadSetNameParams>;

export const ThreadSetNameResponse = z.object({});
export type ThreadSetNameResponse = z.infer<typeof ThreadSetNameResponse>;

export const ThreadShellCommandParams = z.object({ command: z.string(), threadId: z.string() });
export type ThreadShellCommandParams = z.infer<typeof ThreadShellCommandParams>;

export const ThreadShellCommandResponse = z.object({});
export type ThreadShellCommandResponse = z.infer<typeof ThreadShellCommandResponse>;

export const ThreadUnarchiveParams = z.object({ threadId: z.string() });
export type ThreadUnarchiveParams = z.infer<typeof ThreadUnarchiveParams>;

export const ThreadUnarchiveResponse = z.object({ thread: Thread });
export type ThreadUnarchiveResponse = z.infer<typeof ThreadUnarchiveResponse>;

export const ThreadUnarchivedNotification = z.object({ threadId: z.string() });
export type ThreadUnarchivedNotification = z.infer<typeof ThreadUnarchivedNotification>;
