import type { ConfigLayerMetadata } from '@tenon/protocol/config';
import { originsOf } from './layer-stack.ts';
import type { ConfigPlaces } from './load.ts';
import type { Project } from './project.ts';
import type { Requirements } from './requirements/merge-requirements.ts';
import { readRequirements } from './requirements/read-requirements.ts';
import { readStack, type SourceLayer } from './stack.ts';
import type { Table } from './table.ts';

export interface ConfigReading {
  /** All layers, one over the other. The chosen profile is not applied: it is no layer. */
  readonly config: Table;
  /** By dotted path of a leaf. */
  readonly origins: Readonly<Record<string, ConfigLayerMetadata>>;
  /** The highest first; with those that are disabled. */
  readonly layers: readonly SourceLayer[];
  readonly project: Project | null;
  /** What administrators require. Not applied to `config`. */
  readonly requirements: Requirements | null;
}

/**
 * The configuration with where each value comes from. Read anew with each call.
 * Throws as `loadConfig` does: `config_invalid`, `config_unreadable`.
 */
export async function readConfig(places: ConfigPlaces): Promise<ConfigReading> {
  const [{ layers, merged, project }, requirements] = await Promise.all([readStack(places), readRequirements(places)]);
  const { judge } = await import('./judge.ts');
  judge(merged, { sources: layers });
  return { config: merged, origins: originsOf(merged, layers), layers, project, requirements };
}
