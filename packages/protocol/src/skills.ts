// Skills. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { AbsolutePathBuf } from './scalars.ts';

export const SkillToolDependency = z.object({
  command: z.optional(z.nullable(z.string())),
  description: z.optional(z.nullable(z.string())),
  transport: z.optional(z.nullable(z.string())),
  type: z.string(),
  url: z.optional(z.nullable(z.string())),
  value: z.string(),
});
export type SkillToolDependency = z.infer<typeof SkillToolDependency>;

export const SkillDependencies = z.object({ tools: z.array(SkillToolDependency) });
export type SkillDependencies = z.infer<typeof SkillDependencies>;

export const SkillErrorInfo = z.object({ message: z.string(), path: z.string() });
export type SkillErrorInfo = z.infer<typeof SkillErrorInfo>;

export const SkillInterface = z.object({
  brandColor: z.optional(z.nullable(z.string())),
  defaultPrompt: z.optional(z.nullable(z.string())),
  displayName: z.optional(z.nullable(z.string())),
  iconLarge: z.optional(z.nullable(AbsolutePathBuf)),
  iconSmall: z.optional(z.nullable(AbsolutePathBuf)),
  shortDescription: z.optional(z.nullable(z.string())),
});
export type SkillInterface = z.infer<typeof SkillInterface>;

export const SkillScope = z.enum(['user', 'repo', 'system', 'admin']);
export type SkillScope = z.infer<typeof SkillScope>;

export const SkillMetadata = z.object({
  dependencies: z.optional(z.nullable(SkillDependencies)),
  description: z.string(),
  enabled: z.boolean(),
  interface: z.optional(z.nullable(SkillInterface)),
  name: z.string(),
  path: AbsolutePathBuf,
  scope: SkillScope,
  shortDescription: z.optional(z.nullable(z.string())),
});
export type SkillMetadata = z.infer<typeof SkillMetadata>;

export const SkillSummary = z.object({
  description: z.string(),
  enabled: z.boolean(),
  interface: z.optional(z.nullable(SkillInterface)),
  name: z.string(),
  path: z.optional(z.nullable(AbsolutePathBuf)),
  shortDescription: z.optional(z.nullable(z.string())),
});
export type SkillSummary = z.infer<typeof SkillSummary>;

export const SkillsChangedNotification = z.object({});
export type SkillsChangedNotification = z.infer<typeof SkillsChangedNotification>;

export const SkillsConfigWriteParams = z.object({
  enabled: z.boolean(),
  name: z.optional(z.nullable(z.string())),
  path: z.optional(z.nullable(AbsolutePathBuf)),
});
export type SkillsConfigWriteParams = z.infer<typeof SkillsConfigWriteParams>;

export const SkillsConfigWriteResponse = z.object({ effectiveEnabled: z.boolean() });
export type SkillsConfigWriteResponse = z.infer<typeof SkillsConfigWriteResponse>;

export const SkillsListEntry = z.object({
  cwd: z.string(),
  errors: z.array(SkillErrorInfo),
  skills: z.array(SkillMetadata),
});
export type SkillsListEntry = z.infer<typeof SkillsListEntry>;

export const SkillsListExtraRootsForCwd = z.object({ cwd: z.string(), extraUserRoots: z.array(z.string()) });
export type SkillsListExtraRootsForCwd = z.infer<typeof SkillsListExtraRootsForCwd>;

export const SkillsListParams = z.object({
  cwds: z.optional(z.array(z.string())),
  forceReload: z.optional(z.boolean()),
  perCwdExtraUserRoots: z.optional(z.nullable(z.array(SkillsListExtraRootsForCwd))),
});
export type SkillsListParams = z.infer<typeof SkillsListParams>;

export const SkillsListResponse = z.object({ data: z.array(SkillsListEntry) });
export type SkillsListResponse = z.infer<typeof SkillsListResponse>;
