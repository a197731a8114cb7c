import { type Feature, knownFeatures } from './known.ts';

/** Who may decide on a feature, the first before the second. */
export interface FeatureSources {
  /** Of an administrator's `requirements.toml`: nobody overrides it. */
  readonly required?: Readonly<Record<string, boolean>> | undefined;
  /** `[features]` of the merged configuration, `--enable` and `--disable` included. Values that are no boolean are settings of a feature that is on, unless their `enabled` says otherwise. */
  readonly configured?: Readonly<Record<string, unknown>> | undefined;
  /** Set by a client for this process (`experimentalFeature/enablement/set`). */
  readonly session?: Readonly<Record<string, boolean>> | undefined;
}

export interface ResolvedFeature extends Feature {
  readonly enabled: boolean;
  /** Who decided. */
  readonly decidedBy: 'requirements' | 'configuration' | 'session' | 'default';
}

/** Every known feature with its state. Order of precedence: fact sheet on configuration, "Features". */
export function resolveFeatures({ required, configured, session }: FeatureSources): ResolvedFeature[] {
  return knownFeatures.map((feature): ResolvedFeature => {
    const by = (decidedBy: ResolvedFeature['decidedBy'], enabled: boolean) => ({ ...feature, enabled, decidedBy });
    const { name } = feature;
    // What was removed has no switch any more.
    if (feature.stage === 'removed') return by('default', feature.defaultEnabled);
    const forced = own(required, name);
    if (typeof forced === 'boolean') return by('requirements', forced);
    const chosen = switchOf(own(configured, name));
    if (chosen !== undefined) return by('configuration', chosen);
    const set = own(session, name);
    return typeof set === 'boolean' ? by('session', set) : by('default', feature.defaultEnabled);
  });
}

const own = (table: Readonly<Record<string, unknown>> | undefined, name: string): unknown =>
  table && Object.hasOwn(table, name) ? table[name] : undefined;

function switchOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as { enabled?: unknown }).enabled !== false;
}

/** Plugins that a feature switched off: they are not to be loaded. */
export function disabledPlugins(features: readonly ResolvedFeature[]): string[] {
  return [...new Set(features.flatMap(({ enabled, isShared, plugins = [] }) => (enabled || isShared ? [] : plugins)))];
}

export interface FeatureNotice {
  readonly name: string;
  /** One sentence. */
  readonly message: string;
}

/**
 * What who set a feature should know: nobody knows it, it was removed, is deprecated or not finished, or is not in Tenon.
 * Only of what was switched on, but for unknown names.
 */
export function featureNotices({ required, configured, session }: FeatureSources): FeatureNotice[] {
  const named = { ...session, ...configured, ...required };
  return Object.keys(named).flatMap((name): FeatureNotice[] => {
    const feature = knownFeatures.find((one) => one.name === name);
    if (!feature) return [{ name, message: `Unknown feature \`${name}\` is ignored.` }];
    const isOn = switchOf(named[name as keyof typeof named]) === true;
    const message = isOn ? noticeOf(feature) : undefined;
    return message === undefined ? [] : [{ name, message }];
  });
}

function noticeOf({ name, stage, exists }: Feature): string | undefined {
  if (stage === 'removed') return `Feature \`${name}\` was removed: the setting has no effect.`;
  if (!exists) return `Feature \`${name}\` is not in this version of Tenon: the setting has no effect.`;
  if (stage === 'deprecated') return `Feature \`${name}\` is deprecated.`;
  if (stage === 'underDevelopment') return `Feature \`${name}\` is under development: it may not work as it should.`;
  return undefined;
}
