// Plugins of marketplaces. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { AppSummary } from './apps.ts';
import { AbsolutePathBuf } from './scalars.ts';
import { SkillSummary } from './skills.ts';

export const MarketplaceInterface = z.object({ displayName: z.optional(z.nullable(z.string())) });
export type MarketplaceInterface = z.infer<typeof MarketplaceInterface>;

export const MarketplaceLoadErrorInfo = z.object({ marketplacePath: AbsolutePathBuf, message: z.string() });
export type MarketplaceLoadErrorInfo = z.infer<typeof MarketplaceLoadErrorInfo>;

export const PluginAuthPolicy = z.enum(['ON_INSTALL', 'ON_USE']);
export type PluginAuthPolicy = z.infer<typeof PluginAuthPolicy>;

export const PluginInstallPolicy = z.enum(['NOT_AVAILABLE', 'AVAILABLE', 'INSTALLED_BY_DEFAULT']);
export type PluginInstallPolicy = z.infer<typeof PluginInstallPolicy>;

export const PluginInterface = z.object({
  brandColor: z.optional(z.nullable(z.string())),
  capabilities: z.array(z.string()),
  category: z.optional(z.nullable(z.string())),
  composerIcon: z.optional(z.nullable(AbsolutePathBuf)),
  composerIconUrl: z.optional(z.nullable(z.string())),
  defaultPrompt: z.optional(z.nullable(z.array(z.string()))),
  developerName: z.optional(z.nullable(z.string())),
  displayName: z.optional(z.nullable(z.string())),
  logo: z.optional(z.nullable(AbsolutePathBuf)),
  logoUrl: z.optional(z.nullable(z.string())),
  longDescription: z.optional(z.nullable(z.string())),
  privacyPolicyUrl: z.optional(z.nullable(z.string())),
  screenshotUrls: z.array(z.string()),
  screenshots: z.array(AbsolutePathBuf),
  shortDescription: z.optional(z.nullable(z.string())),
  termsOfServiceUrl: z.optional(z.nullable(z.string())),
  websiteUrl: z.optional(z.nullable(z.string())),
});
export type PluginInterface = z.infer<typeof PluginInterface>;

export const PluginSource = z.discriminatedUnion('type', [
  z.object({ type: z.literal('local'), path: AbsolutePathBuf }),
  z.object({
    type: z.literal('git'),
    path: z.optional(z.nullable(z.string())),
    refName: z.optional(z.nullable(z.string())),
    sha: z.optional(z.nullable(z.string())),
    url: z.string(),
  }),
  z.object({ type: z.literal('remote') }),
]);
export type PluginSource = z.infer<typeof PluginSource>;

export const PluginSummary = z.object({
  authPolicy: PluginAuthPolicy,
  enabled: z.boolean(),
  id: z.string(),
  installPolicy: PluginInstallPolicy,
  installed: z.boolean(),
  interface: z.optional(z.nullable(PluginInterface)),
  name: z.string(),
  source: PluginSource,
});
export type PluginSummary = z.infer<typeof PluginSummary>;

export const PluginDetail = z.object({
  apps: z.array(AppSummary),
  description: z.optional(z.nullable(z.string())),
  marketplaceName: z.string(),
  marketplacePath: z.optional(z.nullable(AbsolutePathBuf)),
  mcpServers: z.array(z.string()),
  skills: z.array(SkillSummary),
  summary: PluginSummary,
});
export type PluginDetail = z.infer<typeof PluginDetail>;

export const PluginInstallParams = z.object({
  marketplacePath: z.optional(z.nullable(AbsolutePathBuf)),
  pluginName: z.string(),
  remoteMarketplaceName: z.optional(z.nullable(z.string())),
});
export type PluginInstallParams = z.infer<typeof PluginInstallParams>;

export const PluginInstallResponse = z.object({ appsNeedingAuth: z.array(AppSummary), authPolicy: PluginAuthPolicy });
export type PluginInstallResponse = z.infer<typeof PluginInstallResponse>;

export const PluginListParams = z.object({ cwds: z.optional(z.nullable(z.array(AbsolutePathBuf))) });
export type PluginListParams = z.infer<typeof PluginListParams>;

export const PluginMarketplaceEntry = z.object({
  interface: z.optional(z.nullable(MarketplaceInterface)),
  name: z.string(),
  path: z.optional(z.nullable(AbsolutePathBuf)),
  plugins: z.array(PluginSummary),
});
export type PluginMarketplaceEntry = z.infer<typeof PluginMarketplaceEntry>;

export const PluginListResponse = z.object({
  featuredPluginIds: z.optional(z.array(z.string())),
  marketplaceLoadErrors: z.optional(z.array(MarketplaceLoadErrorInfo)),
  marketplaces: z.array(PluginMarketplaceEntry),
});
export type PluginListResponse = z.infer<typeof PluginListResponse>;

export const PluginReadParams = z.object({
  marketplacePath: z.optional(z.nullable(AbsolutePathBuf)),
  pluginName: z.string(),
  remoteMarketplaceName: z.optional(z.nullable(z.string())),
});
export type PluginReadParams = z.infer<typeof PluginReadParams>;

export const PluginReadResponse = z.object({ plugin: PluginDetail });
export type PluginReadResponse = z.infer<typeof PluginReadResponse>;

export const PluginUninstallParams = z.object({ pluginId: z.string() });
export type PluginUninstallParams = z.infer<typeof PluginUninstallParams>;

export const PluginUninstallResponse = z.object({});
export type PluginUninstallResponse = z.infer<typeof PluginUninstallResponse>;
