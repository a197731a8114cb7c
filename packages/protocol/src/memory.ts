// Memory. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const MemoryResetResponse = z.object({});
export type MemoryResetResponse = z.infer<typeof MemoryResetResponse>;

export const ThreadMemoryMode = z.enum(['enabled', 'disabled']);
export type ThreadMemoryMode = z.infer<typeof ThreadMemoryMode>;

export const ThreadMemoryModeSetParams = z.object({ mode: ThreadMemoryMode, threadId: z.string() });
export type ThreadMemoryModeSetParams = z.infer<typeof ThreadMemoryModeSetParams>;

export const ThreadMemoryModeSetResponse = z.object({});
export type ThreadMemoryModeSetResponse = z.infer<typeof ThreadMemoryModeSetResponse>;
