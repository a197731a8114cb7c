// Apps (connectors). Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';

export const AppBranding = z.object({
  category: z.optional(z.nullable(z.string())),
  developer: z.optional(z.nullable(z.string())),
  isDiscoverableApp: z.boolean(),
  privacyPolicy: z.optional(z.nullable(z.string())),
  termsOfService: z.optional(z.nullable(z.string())),
  website: z.optional(z.nullable(z.string())),
});
export type AppBranding = z.infer<typeof AppBranding>;

export const AppReview = z.object({ status: z.string() });
export type AppReview = z.infer<typeof AppReview>;

export const AppScreenshot = z.object({
  fileId: z.optional(z.nullable(z.string())),
  url: z.optional(z.nullable(z.string())),
  userPrompt: z.string(),
});
export type AppScreenshot = z.infer<typeof AppScreenshot>;

export const AppMetadata = z.object({
  categories: z.optional(z.nullable(z.array(z.string()))),
  developer: z.optional(z.nullable(z.string())),
  firstPartyRequiresInstall: z.optional(z.nullable(z.boolean())),
  firstPartyType: z.optional(z.nullable(z.string())),
  review: z.optional(z.nullable(AppReview)),
  screenshots: z.optional(z.nullable(z.array(AppScreenshot))),
  seoDescription: z.optional(z.nullable(z.string())),
  showInComposerWhenUnlinked: z.optional(z.nullable(z.boolean())),
  subCategories: z.optional(z.nullable(z.array(z.string()))),
  version: z.optional(z.nullable(z.string())),
  versionId: z.optional(z.nullable(z.string())),
  versionNotes: z.optional(z.nullable(z.string())),
});
export type AppMetadata = z.infer<typeof AppMetadata>;

export const AppInfo = z.object({
  appMetadata: z.optional(z.nullable(AppMetadata)),
  branding: z.optional(z.nullable(AppBranding)),
  description: z.optional(z.nullable(z.string())),
  distributionChannel: z.optional(z.nullable(z.string())),
  id: z.string(),
  installUrl: z.optional(z.nullable(z.string())),
  isAccessible: z.optional(z.boolean()),
  isEnabled: z.optional(z.boolean()),
  labels: z.optional(z.nullable(z.record(z.string(), z.string()))),
  logoUrl: z.optional(z.nullable(z.string())),
  logoUrlDark: z.optional(z.nullable(z.string())),
  name: z.string(),
  pluginDisplayNames: z.optional(z.array(z.string())),
});
export type AppInfo = z.infer<typeof AppInfo>;

export const AppListUpdatedNotification = z.object({ data: z.array(AppInfo) });
export type AppListUpdatedNotification = z.infer<typeof AppListUpdatedNotification>;

export const AppSummary = z.object({
  description: z.optional(z.nullable(z.string())),
  id: z.string(),
  installUrl: z.optional(z.nullable(z.string())),
  name: z.string(),
  needsAuth: z.boolean(),
});
export type AppSummary = z.infer<typeof AppSummary>;

export const AppsListParams = z.object({
  cursor: z.optional(z.nullable(z.string())),
  forceRefetch: z.optional(z.boolean()),
  limit: z.optional(z.nullable(z.int().check(z.minimum(0)))),
  threadId: z.optional(z.nullable(z.string())),
});
export type AppsListParams = z.infer<typeof AppsListParams>;

export const AppsListResponse = z.object({ data: z.array(AppInfo), nextCursor: z.optional(z.nullable(z.string())) });
export type AppsListResponse = z.infer<typeof AppsListResponse>;
