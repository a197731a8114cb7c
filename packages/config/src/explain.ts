import type { ConfigLayerSource } from '@tenon/protocol/config';
import { clamp } from './clamp.ts';
import { parseKeyPath } from './key-path.ts';
import type { ConfigPlaces } from './load.ts';
import { applyProfile } from './profile.ts';
import { type ConfigReading, readConfig } from './read-config.ts';
import type { Requirements } from './requirements/merge-requirements.ts';
import { type Origin, originFinder } from './sources.ts';
import type { SourceLayer } from './stack.ts';
import { isTable, valueAt } from './table.ts';

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
  /** As TOML writes it. */
  readonly key: string;
  /** In use; undefined when nobody sets it. */
  readonly value: unknown;
  /** The strongest first. */
  readonly sources: readonly ExplainedSource[];
  /** Files that are there and not read, and why. */
  readonly ignored: readonly { readonly file: string; readonly reason: string }[];
}

/** Which places set a key, which of them won, and why. Throws as `loadConfig`, and `config_edit_invalid` for a bad key. */
export async function explainConfig(
  places: ConfigPlaces & { readonly profile?: string },
  key: string,
): Promise<Explanation> {
  const path = parseKeyPath(key);
  const reading = await readConfig(places);
  const name = places.profile ?? (typeof reading.config.profile === 'string' ? reading.config.profile : undefined);
  const profiled = applyProfile(reading.config, name, 'config.toml');
  const required = reading.requirements ? clamp(profiled, reading.requirements).config : profiled;
  const value = valueAt(required, path);

  const found: Omit<ExplainedSource, 'outcome'>[] = [
    ...ofRequirements(reading.requirements, path, value, valueAt(profiled, path)),
    ...ofProfile(reading, name, path),
    ...reading.layers.flatMap((layer) => ofLayer(layer, path)),
  ];
  const sources = found.map((source, index): ExplainedSource => {
    if (isTable(source.value) && isTable(value)) return { ...source, outcome: 'merged' };
    return { ...source, outcome: index === 0 ? 'wins' : 'overridden' };
  });
  const ignored = reading.layers.flatMap(({ disabled, source }) =>
    disabled !== undefined && source.kind === 'file' ? [{ file: source.file, reason: disabled }] : [],
  );
  return { key, value, sources, ignored };
}

function ofRequirements(
  requirements: Requirements | null,
  path: readonly string[],
  value: unknown,
  before: unknown,
): Omit<ExplainedSource, 'outcome'>[] {
  if (!requirements || path.length === 0 || Object.is(value, before)) return [];
  const { setBy } = requirements;
  const names: Readonly<Record<string, string | undefined>> = {
    approval_policy: setBy.allowed_approval_policies,
    approvals_reviewer: setBy.allowed_approvals_reviewers,
    sandbox_mode: setBy.allowed_sandbox_modes,
    web_search: setBy.allowed_web_search_modes,
    features: setBy.features,
  };
  const [first = ''] = path;
  return [{ from: 'requirements', at: names[first] ?? '', value }];
}

function ofProfile({ config, layers }: ConfigReading, name: string | undefined, path: readonly string[]) {
  if (name === undefined) return [];
  const whole = ['profiles', name, ...path];
  const value = valueAt(config, whole);
  return value === undefined ? [] : [{ from: 'profile' as const, at: shown(originFinder(layers)(whole)), value }];
}

function ofLayer(layer: SourceLayer, path: readonly string[]): Omit<ExplainedSource, 'outcome'>[] {
  const value = valueAt(layer.config, path);
  return value === undefined ? [] : [{ from: layer.name.type, at: shown(originFinder([layer])(path)), value }];
}

function shown(origin: Origin | undefined): string {
  if (!origin) return '';
  if (origin.kind === 'override') return `-c ${origin.text}`;
  return `${origin.file}:${origin.position.line}:${origin.position.column}`;
}
