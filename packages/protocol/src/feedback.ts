// Feedback. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const FeedbackUploadParams = z.object({
  classification: z.string(),
  extraLogFiles: z.optional(z.nullable(z.array(z.string()))),
  includeLogs: z.boolean(),
  reason: z.optional(z.nullable(z.string())),
  tags: z.optional(z.nullable(z.record(z.string(), z.string()))),
  threadId: z.optional(z.nullable(z.string())),
});
export type FeedbackUploadParams = z.infer<typeof FeedbackUploadParams>;

export const FeedbackUploadResponse = z.object({ threadId: z.string() });
export type FeedbackUploadResponse = z.infer<typeof FeedbackUploadResponse>;
