// Experimental features. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const ExperimentalFeatureStage = z.enum(['beta', 'underDevelopment', 'stable', 'deprecated', 'removed']);
export type ExperimentalFeatureStage = z.infer<typeof ExperimentalFeatureStage>;

export const ExperimentalFeature = z.object({
  announcement: z.optional(z.nullable(z.string())),
  defaultEnabled: z.boolean(),
  description: z.optional(z.nullable(z.string())),
  displayName: z.optional(z.nullable(z.string())),
  enabled: z.boolean(),
  name: z.string(),
  stage: ExperimentalFeatureStage,
});
export type ExperimentalFeature = z.infer<typeof ExperimentalFeature>;

export const ExperimentalFeatureEnablementSetParams = z.object({ enablement: z.record(z.string(), z.boolean()) });
export type ExperimentalFeatureEnablementSetParams = z.infer<typeof ExperimentalFeatureEnablementSetParams>;

export const ExperimentalFeatureEnablementSetResponse = z.object({ enablement: z.record(z.string(), z.boolean()) });
export type ExperimentalFeatureEnablementSetResponse = z.infer<typeof ExperimentalFeatureEnablementSetResponse>;

export const ExperimentalFeatureListParams = z.object({
  cursor: z.optional(z.nullable(z.string())),
  limit: z.optional(z.nullable(z.int().check(z.minimum(0)))),
});
export type ExperimentalFeatureListParams = z.infer<typeof ExperimentalFeatureListParams>;

export const ExperimentalFeatureListResponse = z.object({
  data: z.array(ExperimentalFeature),
  nextCursor: z.optional(z.nullable(z.string())),
});
export type ExperimentalFeatureListResponse = z.infer<typeof ExperimentalFeatureListResponse>;
