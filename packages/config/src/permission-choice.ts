import type { ConfigToml } from './schema/config.ts';
import type { SourceLayer } from './stack.ts';
import { emptyTable } from './table.ts';

/** What is laid over the layers, the highest first: typed flags, the chosen profile. */
type Above = readonly (Pick<ConfigToml, 'default_permissions' | 'sandbox_mode'> | undefined)[];

/**
 * `default_permissions` and `sandbox_mode` answer one question: that of the higher layer counts, of one layer the former, as in
 * Codex. The configuration without the other.
 */
export function choosePermissions(config: ConfigToml, above: Above, layers: readonly SourceLayer[]): ConfigToml {
  const { default_permissions: named, sandbox_mode: mode } = config;
  if (named === undefined || mode === undefined) return config;
  const places = [...above, ...layers.map((layer) => layer.config)];
  const first = places.find((place) => place?.default_permissions !== undefined || place?.sandbox_mode !== undefined);
  const chosen: ConfigToml = Object.assign(emptyTable(), config);
  delete chosen[first?.default_permissions === undefined ? 'default_permissions' : 'sandbox_mode'];
  return chosen;
}
