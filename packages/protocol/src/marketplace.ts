// Marketplaces. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { AbsolutePathBuf } from './scalars.ts';

export const MarketplaceAddParams = z.object({
  refName: z.optional(z.nullable(z.string())),
  source: z.string(),
  sparsePaths: z.optional(z.nullable(z.array(z.string()))),
});
export type MarketplaceAddParams = z.infer<typeof MarketplaceAddParams>;

export const MarketplaceAddResponse = z.object({
  alreadyAdded: z.boolean(),
  installedRoot: AbsolutePathBuf,
  marketplaceName: z.string(),
});
export type MarketplaceAddResponse = z.infer<typeof MarketplaceAddResponse>;

export const MarketplaceRemoveParams = z.object({ marketplaceName: z.string() });
export type MarketplaceRemoveParams = z.infer<typeof MarketplaceRemoveParams>;

export const MarketplaceRemoveResponse = z.object({
  installedRoot: z.optional(z.nullable(AbsolutePathBuf)),
  marketplaceName: z.string(),
});
export type MarketplaceRemoveResponse = z.infer<typeof MarketplaceRemoveResponse>;

export const MarketplaceUpgradeErrorInfo = z.object({ marketplaceName: z.string(), message: z.string() });
export type MarketplaceUpgradeErrorInfo = z.infer<typeof MarketplaceUpgradeErrorInfo>;

export const MarketplaceUpgradeParams = z.object({ marketplaceName: z.optional(z.nullable(z.string())) });
export type MarketplaceUpgradeParams = z.infer<typeof MarketplaceUpgradeParams>;

export const MarketplaceUpgradeResponse = z.object({
  errors: z.array(MarketplaceUpgradeErrorInfo),
  selectedMarketplaces: z.array(z.string()),
  upgradedRoots: z.array(AbsolutePathBuf),
});
export type MarketplaceUpgradeResponse = z.infer<typeof MarketplaceUpgradeResponse>;
