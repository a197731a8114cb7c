import type { ConfigLayerMetadata, ConfigLayerSource, ConfigLayer as WireLayer } from '@tenon/protocol/config';
import { emptyTable, isTable, type Table, valueAt } from './table.ts';

/** One source of configuration, as it was read. */
export interface ConfigLayer extends Pick<WireLayer, 'name' | 'version'> {
  readonly name: ConfigLayerSource;
  /** `sha256:` and the digest of its content: comments and order do not change it. */
  readonly version: string;
  readonly config: Table;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isTable(value)) return value;
  const table = emptyTable();
  for (const key of Object.keys(value).sort()) table[key] = sorted(value[key]);
  return table;
}

/** The version of a table: what the peer gives for the same content. */
function versionOf(table: Table): string {
  const { hash } = process.getBuiltinModule('node:crypto');
  return `sha256:${hash('sha256', JSON.stringify(sorted(table)), 'hex')}`;
}

/** Its version is worked out when it is asked for: most readers ask for none. */
export function layerOf(name: ConfigLayerSource, config: Table): ConfigLayer {
  let version: string | undefined;
  return {
    name,
    config,
    get version() {
      version ??= versionOf(config);
      return version;
    },
  };
}

/** Which layer each leaf of the merged value comes from, by dotted path; items of arrays by their index, keys unquoted. */
export function originsOf(merged: Table, layers: readonly ConfigLayer[]): Record<string, ConfigLayerMetadata> {
  const origins: Record<string, ConfigLayerMetadata> = Object.create(null);
  const walk = (value: unknown, path: readonly string[], owner: ConfigLayer | undefined): void => {
    if (isTable(value)) {
      for (const key of Object.keys(value)) walk(value[key], [...path, key], owner);
      return;
    }
    // Arrays are not merged: all their items are of one layer.
    const from = owner ?? layers.find((layer) => valueAt(layer.config, path) !== undefined);
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, [...path, String(index)], from);
    } else if (from) origins[path.join('.')] = { name: from.name, version: from.version };
  };
  walk(merged, [], undefined);
  return origins;
}
