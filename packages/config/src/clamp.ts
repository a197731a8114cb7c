import type { ConfigWarning } from './load.ts';
import { type ConstrainedKey, constrainedKeys, refusal } from './requirements/constrain.ts';
import type { Requirements } from './requirements/merge-requirements.ts';
import type { ConfigToml } from './schema/config.ts';
import { emptyTable } from './table.ts';

/** A setting that is not what the configuration says. */
export interface ClampedKey {
  readonly key: ConstrainedKey | `features.${string}`;
  readonly configured: unknown;
  readonly required: unknown;
  readonly setBy: string;
}

export interface Clamped {
  readonly config: ConfigToml;
  readonly clamped: readonly ClampedKey[];
}

/** Puts what is required in the place of what is not allowed: the first value of a list, and a feature's forced state. */
export function clamp(config: ConfigToml, requirements: Requirements): Clamped {
  const clamped: ClampedKey[] = [];
  const after: ConfigToml = Object.assign(emptyTable(), config);
  for (const key of constrainedKeys) {
    const configured = config[key];
    if (configured === undefined) continue;
    const refused = refusal(requirements, key, configured);
    if (!refused) continue;
    const [required] = refused.allowed;
    Object.assign(after, { [key]: required });
    clamped.push({ key, configured, required, setBy: refused.setBy });
  }
  const forced = Object.entries(requirements.values.features ?? {});
  if (forced.length > 0) after.features = Object.assign(emptyTable(), config.features, Object.fromEntries(forced));
  for (const [name, required] of forced) {
    const configured = config.features && Object.hasOwn(config.features, name) ? config.features[name] : undefined;
    if (configured === undefined || configured === required) continue;
    clamped.push({ key: `features.${name}`, configured, required, setBy: requirements.setBy.features ?? '' });
  }
  return { config: after, clamped };
}

export const clampWarning = ({ key, required, setBy }: ClampedKey): ConfigWarning => {
  const value = typeof required === 'string' ? required : JSON.stringify(required);
  return {
    summary: `Configured value for \`${key}\` is disallowed by requirements; falling back to required value ${value}.`,
    details: `set by ${setBy}`,
  };
};
