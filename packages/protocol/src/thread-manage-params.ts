// What requests about threads as wholes take. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const ThreadArchiveParams = z.object({ threadId: z.string() });
export type ThreadArchiveParams = z.infer<typeof ThreadArchiveParams>;

export const ThreadBackgroundTerminalsCleanParams = z.object({ threadId: z.string() });
export type ThreadBackgroundTerminalsCleanParams = z.infer<typeof ThreadBackgroundTerminalsCleanParams>;

export const ThreadDecrementElicitationParams = z.object({ threadId: z.string() });
export type ThreadDecrementElicitationParams = z.infer<typeof ThreadDecrementElicitationParams>;

export const ThreadIncrementElicitationParams = z.object({ threadId: z.string() });
export type ThreadIncrementElicitationParams = z.infer<typeof ThreadIncrementElicitationParams>;

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

export const ThreadSetNameParams = z.object({ name: z.string(), threadId: z.string() });
export type ThreadSetNameParams = z.infer<typeof ThreadSetNameParams>;

export const ThreadShellCommandParams = z.object({ command: z.string(), threadId: z.string() });
export type ThreadShellCommandParams = z.infer<typeof ThreadShellCommandParams>;

export const ThreadUnarchiveParams = z.object({ threadId: z.string() });
export type ThreadUnarchiveParams = z.infer<typeof ThreadUnarchiveParams>;
