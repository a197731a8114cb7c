import { join } from 'node:path';
import type { ConfigLayerMetadata } from '@tenon/protocol/config';
import { type ConfigLayer, layerOf, mergedLayers, originsOf } from './layer-stack.ts';
import { readText } from './read-file.ts';
import { emptyTable, type Table } from './table.ts';

export interface ReadOptions {
  /** Absolute: the folder of `config.toml`. */
  home: string;
  /** `-c key=value`, in order. */
  overrides?: readonly string[];
}

export interface ConfigReading {
  /** All layers, one over the other. The chosen profile is not applied: it is no layer. */
  readonly config: Table;
  /** By dotted path of a leaf. */
  readonly origins: Readonly<Record<string, ConfigLayerMetadata>>;
  /** The highest first. */
  readonly layers: readonly ConfigLayer[];
}

/** The table that `-c` overrides make. */
async function flagsOf(texts: readonly string[]): Promise<Table> {
  const [{ parse, TomlError }, { readOverride }, { merge }, { tableOf }] = await Promise.all([
    import('smol-toml'),
    import('./override.ts'),
    import('./merge.ts'),
    import('./table.ts'),
  ]);
  return texts.reduce((table, text) => {
    const { path, value } = readOverride(text, { parse, TomlError });
    return merge(table, tableOf(path, value));
  }, emptyTable());
}

/** The layers over the user's, whose table the caller has. The highest first. */
export async function layersAbove(overrides: readonly string[]): Promise<ConfigLayer[]> {
  return overrides.length > 0 ? [layerOf({ type: 'sessionFlags' }, await flagsOf(overrides))] : [];
}

/**
 * The configuration with where each value comes from. Read anew with each call.
 * Throws as `loadConfig` does: `config_invalid`, `config_unreadable`.
 */
export async function readConfig({ home, overrides = [] }: ReadOptions): Promise<ConfigReading> {
  const file = join(home, 'config.toml');
  const text = await readText(file);
  const [{ parseFile }, { layered }] = await Promise.all([import('./parse-file.ts'), import('./layers.ts')]);
  layered(file, text, overrides); // Judges values.
  const user = layerOf({ type: 'user', file }, text === null ? emptyTable() : parseFile(file, text));
  const layers = [...(await layersAbove(overrides)), user];
  const config = mergedLayers(layers);
  return { config, origins: originsOf(config, layers), layers };
}
