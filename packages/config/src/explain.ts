import { join } from 'node:path';
import type { ConfigLayerSource } from '@tenon/protocol/config';
import { clamp } from './clamp.ts';
import { parseKeyPath } from './key-path.ts';
import type { ConfigPlaces } from './load.ts';
import { applyProfile } from './profile.ts';
import { type ConfigReading, readConfig } from './read-config.ts';
import { allowed, isConstrained, sayer } from './requirements/constrain.ts';
import type { Requirements } from './requirements/merge-requirements.ts';
import type { ConfigToml } from './schema/config.ts';
import { type Origin, type OriginFinder, originFinder } from './sources.ts';
import type { SourceLayer } from './stack.ts';
import { isTable, tableOf, valueAt } from './table.ts';
import type { UnknownKey } from './unknown-keys.ts';

/** One place that says something of a key. */
export interface ExplainedSource {
  readonly from: ConfigLayerSource['type'] | 'profile' | 'requirements';
  /** `<file>:<line>:<column>`, `-c <text>`, or who requires it. */
  readonly at: string;
  readonly value: unknown;
  /** `wins`: the value in use. `merged`: a table, of which parts are in use. `overridden`: by one that stands before it. */
  readonly outcome: 'wins' | 'merged' | 'overridden';
}

export interface Explanation {
  /** Its segments. */
  readonly path: readonly string[];
  /** In use; undefined when nobody sets it. */
  readonly value: unknown;
  /** The strongest first. */
  readonly sources: readonly ExplainedSource[];
  /** What administrators let it be, the preferred first; undefined: they do not say. */
  readonly allowed: { readonly values: readonly unknown[]; readonly setBy: string } | undefined;
  /** Nobody knows such a key; undefined when it is known. */
  readonly unknown: UnknownKey | undefined;
}

export interface ConfigExplainer {
  /** What is in use: the layers, the profile, and the requirements on top. */
  readonly config: ConfigToml;
  readonly reading: ConfigReading;
  /** Files that are there and not read, and why. */
  readonly ignored: readonly { readonly file: string; readonly reason: string }[];
  /** Which places set a key, which of them won, and why. Throws `config_edit_invalid` for a bad key. */
  explain(key: string | readonly string[]): Explanation;
}

/** Reads the configuration once, to explain its keys. Throws as `loadConfig`. */
export async function explainConfig(places: ConfigPlaces): Promise<ConfigExplainer> {
  const reading = await readConfig(places);
  // They bring zod.
  const [{ configSchema }, { unknownKeys }] = await Promise.all([
    import('./schema/config.ts'),
    import('./unknown-keys.ts'),
  ]);
  const { layers, requirements } = reading;
  const read: ConfigToml = reading.config;
  const name = read.profile;
  const profiled = applyProfile(read, name, join(places.home, 'config.toml'));
  const config = requirements ? clamp(profiled, requirements).config : profiled;
  // A file's text is searched once for all keys.
  const finderOfAll = originFinder(layers);
  const finders = new Map(layers.map((layer) => [layer, originFinder([layer])]));

  const explain = (key: string | readonly string[]): Explanation => {
    const path = typeof key === 'string' ? parseKeyPath(key) : key;
    const value = valueAt(config, path);
    const permitted = allowedBy(requirements, path);
    const found: Omit<ExplainedSource, 'outcome'>[] = [
      ...(permitted && !Object.is(value, valueAt(profiled, path))
        ? [{ from: 'requirements' as const, at: permitted.setBy, value }]
        : []),
      ...ofProfile(reading, name, path, finderOfAll),
      ...[...finders].flatMap(([layer, finder]) => ofLayer(layer, path, finder)),
    ];
    const sources = found.map((source, index): ExplainedSource => {
      if (isTable(source.value) && isTable(value)) return { ...source, outcome: 'merged' };
      return { ...source, outcome: index === 0 ? 'wins' : 'overridden' };
    });
    const [unknown] = unknownKeys(configSchema, tableOf(path, ''));
    return { path, value, sources, allowed: permitted, unknown };
  };
  const ignored = layers.flatMap(({ disabled, source }) =>
    disabled !== undefined && source.kind === 'file' ? [{ file: source.file, reason: disabled }] : [],
  );
  return { config, reading, ignored, explain };
}

/** What administrators let a key be. */
function allowedBy(requirements: Requirements | null, [key, name = '']: readonly string[]): Explanation['allowed'] {
  if (!requirements) return undefined;
  if (isConstrained(key)) {
    const values = allowed(requirements, key);
    return values && { values, setBy: sayer(requirements, key) };
  }
  const forced = key === 'features' ? valueAt(requirements.values.features, [name]) : undefined;
  return forced === undefined ? undefined : { values: [forced], setBy: requirements.setBy.features ?? '' };
}

function ofProfile(
  { config }: ConfigReading,
  name: string | undefined,
  path: readonly string[],
  finder: OriginFinder,
): Omit<ExplainedSource, 'outcome'>[] {
  if (name === undefined) return [];
  const whole = ['profiles', name, ...path];
  const value = valueAt(config, whole);
  return value === undefined ? [] : [{ from: 'profile', at: shown(finder(whole)), value }];
}

function ofLayer(
  layer: SourceLayer,
  path: readonly string[],
  finder: OriginFinder,
): Omit<ExplainedSource, 'outcome'>[] {
  const value = valueAt(layer.config, path);
  return value === undefined ? [] : [{ from: layer.name.type, at: shown(finder(path)), value }];
}

function shown(origin: Origin | undefined): string {
  if (!origin) return '';
  if (origin.kind === 'override') return `-c ${origin.text}`;
  return `${origin.file}:${origin.position.line}:${origin.position.column}`;
}
