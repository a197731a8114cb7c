export { gitUrl, isGitRef, isGitSha, subfolder } from './git-names.ts';
export { type AddedMarketplace, marketplaceLocation, type NamedLocation } from './location.ts';
export { type FileContext, parseMarketplace } from './marketplace-file.ts';
export { isMarketplaceName, isPackageName, reservedMarketplaceName } from './names.ts';
export { fetchLocalPlugin, marketplaceFiles, readMarketplace } from './read-marketplace.ts';
export { type SyncPart, syncPhases } from './sync-order.ts';
