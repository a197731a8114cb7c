import { dirname, join } from 'node:path';
import type { ConfigLayerSource } from '@tenon/protocol/config';
import { keptFile } from './kept-file.ts';
import { type ConfigLayer, layerOf } from './layer-stack.ts';
import type { ConfigPlaces } from './load.ts';
import { merge } from './merge.ts';
import type { Override } from './override.ts';
import { resolvePaths } from './paths.ts';
import { findProject, type Project } from './project.ts';
import { readText } from './read-file.ts';
import { emptyTable, type Table, tableOf } from './table.ts';

/** A layer with the text it was read from, so that a problem can name its place. */
export interface SourceLayer extends ConfigLayer {
  readonly source: FileSource | OverrideSource;
  /** Why it has no part in the merged value. */
  readonly disabled?: string;
  /** There is no such file: the layer is empty. */
  readonly absent?: true;
}
export interface FileSource {
  readonly kind: 'file';
  readonly file: string;
  readonly text: string;
}
export interface OverrideSource {
  readonly kind: 'overrides';
  readonly overrides: readonly Override[];
}

export interface ConfigStack {
  /** The highest first; also those that have no part in it. */
  readonly layers: readonly SourceLayer[];
  /** One over the other, paths absolute. */
  readonly merged: Table;
  /** Of the working directory; null when none was given. */
  readonly project: Project | null;
}

/**
 * Reads every layer: the system's file, the user's, those of a trusted project (the nearer to the working directory the higher),
 * session flags, and the managed file on top (fact sheet on configuration, section 1). The system's and the user's are there
 * also when their files are not. Throws `config_invalid`, `config_unreadable`.
 */
export async function readStack(places: ConfigPlaces): Promise<ConfigStack> {
  const { home, system, cwd, overrides = [], ignoreUser = false } = places;
  const inSystem = (name: string) => (system === undefined ? undefined : join(system, name));
  const [managed, flags, user, ofSystem] = await Promise.all([
    fileLayer('legacyManagedConfigTomlFromFile', inSystem('managed_config.toml')),
    overrides.length > 0 ? flagsLayer(overrides) : undefined,
    ignoreUser ? undefined : fileLayer('user', join(home, 'config.toml')),
    fileLayer('system', inSystem('config.toml')),
  ]);
  const [above, below] = [
    [managed?.absent ? undefined : managed, flags].filter(isThere),
    [user, ofSystem].filter(isThere),
  ];
  const around = [...above, ...below];
  const project = cwd === undefined ? null : findProject(cwd, { home, config: mergedOf(around) });
  const own = await Promise.all((project?.files ?? []).map((place) => projectLayer(place, project)));
  const layers = [...above, ...own.filter(isThere), ...below];
  return { layers, merged: mergedOf(layers), project };
}

const isThere = <T>(layer: T | undefined): layer is T => layer !== undefined;

async function projectLayer(
  { folder, file }: Project['files'][number],
  project: Project | null,
): Promise<SourceLayer | undefined> {
  const name = { type: 'project', dotCodexFolder: folder } as const;
  const { real, kept } = keptFile(file, project?.root ?? folder);
  const trusted = project?.trust === 'trusted';
  if (trusted && kept) return readLayer(name, file);
  // Nothing of a folder that nobody trusts is read, nor what a command may have written: its name is all that is told.
  const disabled = trusted ? `it is a link to ${real}, which commands may be let write` : (project?.untrusted ?? '');
  return Object.assign(layerOf(name, emptyTable()), { source: { kind: 'file', file, text: '' } as const, disabled });
}

/** Layers, the highest first, laid over each other; paths are absolute. */
export function mergedOf(layers: readonly ConfigLayer[]): Table {
  return layers.reduceRight(
    (merged, layer) => merge(merged, resolvePaths(layer.config, folderOf(layer.name))),
    emptyTable(),
  );
}

/** The folder that a layer's relative paths mean. */
function folderOf(name: ConfigLayerSource): string {
  if ('file' in name) return dirname(name.file);
  return name.type === 'project' ? name.dotCodexFolder : process.cwd();
}

const fileLayer = async (type: 'legacyManagedConfigTomlFromFile' | 'user' | 'system', file: string | undefined) =>
  file === undefined ? undefined : readLayer({ type, file }, file);

async function readLayer(name: ConfigLayerSource, file: string): Promise<SourceLayer> {
  const text = readText(file);
  const source = { kind: 'file', file, text: text ?? '' } as const;
  if (text === null) return Object.assign(layerOf(name, emptyTable()), { source, absent: true } as const);
  const { parseFile } = await import('./parse-file.ts');
  return Object.assign(layerOf(name, parseFile(file, text)), { source });
}

/** The layer that `-c` overrides make; a later one beats an earlier one. */
async function flagsLayer(texts: readonly string[]): Promise<SourceLayer> {
  const [{ parse, TomlError }, { readOverride }] = await Promise.all([import('smol-toml'), import('./override.ts')]);
  const overrides = texts.map((text): Override => ({ text, ...readOverride(text, { parse, TomlError }) }));
  const table = overrides.reduce((all, { path, value }) => merge(all, tableOf(path, value)), emptyTable());
  return Object.assign(layerOf({ type: 'sessionFlags' }, table), { source: { kind: 'overrides', overrides } as const });
}
