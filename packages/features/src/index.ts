export type { Feature, FeatureStage } from './known.ts';
export { knownFeatures } from './known.ts';
export type { FeatureNotice, FeatureSources, ResolvedFeature } from './resolve.ts';
export { disabledPlugins, featureNotices, resolveFeatures } from './resolve.ts';
