// Files. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { AbsolutePathBuf } from './scalars.ts';

export const FsChangedNotification = z.object({ changedPaths: z.array(AbsolutePathBuf), watchId: z.string() });
export type FsChangedNotification = z.infer<typeof FsChangedNotification>;

export const FsCopyParams = z.object({
  destinationPath: AbsolutePathBuf,
  recursive: z.optional(z.boolean()),
  sourcePath: AbsolutePathBuf,
});
export type FsCopyParams = z.infer<typeof FsCopyParams>;

export const FsCopyResponse = z.object({});
export type FsCopyResponse = z.infer<typeof FsCopyResponse>;

export const FsCreateDirectoryParams = z.object({
  path: AbsolutePathBuf,
  recursive: z.optional(z.nullable(z.boolean())),
});
export type FsCreateDirectoryParams = z.infer<typeof FsCreateDirectoryParams>;

export const FsCreateDirectoryResponse = z.object({});
export type FsCreateDirectoryResponse = z.infer<typeof FsCreateDirectoryResponse>;

export const FsGetMetadataParams = z.object({ path: AbsolutePathBuf });
export type FsGetMetadataParams = z.infer<typeof FsGetMetadataParams>;

export const FsGetMetadataResponse = z.object({
  createdAtMs: z.int(),
  isDirectory: z.boolean(),
  isFile: z.boolean(),
  isSymlink: z.boolean(),
  modifiedAtMs: z.int(),
});
export type FsGetMetadataResponse = z.infer<typeof FsGetMetadataResponse>;

export const FsReadDirectoryEntry = z.object({ fileName: z.string(), isDirectory: z.boolean(), isFile: z.boolean() });
export type FsReadDirectoryEntry = z.infer<typeof FsReadDirectoryEntry>;

export const FsReadDirectoryParams = z.object({ path: AbsolutePathBuf });
export type FsReadDirectoryParams = z.infer<typeof FsReadDirectoryParams>;

export const FsReadDirectoryResponse = z.object({ entries: z.array(FsReadDirectoryEntry) });
export type FsReadDirectoryResponse = z.infer<typeof FsReadDirectoryResponse>;

export const FsReadFileParams = z.object({ path: AbsolutePathBuf });
export type FsReadFileParams = z.infer<typeof FsReadFileParams>;

export const FsReadFileResponse = z.object({ dataBase64: z.string() });
export type FsReadFileResponse = z.infer<typeof FsReadFileResponse>;

export const FsRemoveParams = z.object({
  force: z.optional(z.nullable(z.boolean())),
  path: AbsolutePathBuf,
  recursive: z.optional(z.nullable(z.boolean())),
});
export type FsRemoveParams = z.infer<typeof FsRemoveParams>;

export const FsRemoveResponse = z.object({});
export type FsRemoveResponse = z.infer<typeof FsRemoveResponse>;

export const FsUnwatchParams = z.object({ watchId: z.string() });
export type FsUnwatchParams = z.infer<typeof FsUnwatchParams>;

export const FsUnwatchResponse = z.object({});
export type FsUnwatchResponse = z.infer<typeof FsUnwatchResponse>;

export const FsWatchParams = z.object({ path: AbsolutePathBuf, watchId: z.string() });
export type FsWatchParams = z.infer<typeof FsWatchParams>;

export const FsWatchResponse = z.object({ path: AbsolutePathBuf });
export type FsWatchResponse = z.infer<typeof FsWatchResponse>;

export const FsWriteFileParams = z.object({ dataBase64: z.string(), path: AbsolutePathBuf });
export type FsWriteFileParams = z.infer<typeof FsWriteFileParams>;

export const FsWriteFileResponse = z.object({});
export type FsWriteFileResponse = z.infer<typeof FsWriteFileResponse>;
