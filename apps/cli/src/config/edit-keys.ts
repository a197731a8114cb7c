import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type ConfigPlaces, explainConfig, parseKeyPath, tomlKey, type UnknownKey, writeConfig } from '@tenon/config';
import { maskedPlace } from './secrets.ts';
import { KINDS, shown } from './show.ts';

export interface KeyEdit {
  readonly places: ConfigPlaces;
  readonly key: string;
  /** null: the key is taken out. */
  readonly value: unknown;
}

/** Throws where nobody knows the key. */
export async function mustBeKnown({ places: { home }, key }: Pick<KeyEdit, 'places' | 'key'>): Promise<void> {
  const { unknown } = (await explainConfig({ home, ignoreUser: true })).explain(key);
  if (unknown) throw new Error(`${strange(unknown)}; leave out --strict-config to set it all the same`);
}

const strange = ({ path, nearest }: UnknownKey): string =>
  `nobody knows the key ${tomlKey(path)}${nearest === undefined ? '' : `: did you mean \`${nearest}\`?`}`;

/** Sets a key of the user's file, or takes it out. Gives what was done, in a line. */
export async function writeKey({ places, key, value }: KeyEdit): Promise<string> {
  const file = join(places.home, 'config.toml');
  if (value === null && !existsSync(file)) return `${key} is not set: there is no ${file}\n`;
  // What is set here holds for every folder, so what holds in this one alone is no reason to refuse it.
  const { home, system } = places;
  await writeConfig({ home, ...(system && { system }), edits: [{ keyPath: key, value, mergeStrategy: 'replace' }] });
  return value === null
    ? `${key} is not in ${file} any more\n`
    : `${key} = ${shown(parseKeyPath(key), value, false)} in ${file}\n`;
}

/** What who wrote a key should know: that nobody knows it, or that somebody else decides. */
export async function effectOf({ places, key, value }: KeyEdit): Promise<string[]> {
  const { path, value: inUse, sources, unknown } = (await explainConfig(places)).explain(key);
  const lines: string[] = [];
  if (unknown && value !== null) lines.push(strange(unknown));
  const own = sources.find(({ from }) => from === 'user');
  const [first] = sources;
  if (first && first.from !== 'user' && !isDeepStrictEqual(inUse, own?.value)) {
    const who = `${KINDS[first.from]} (${maskedPlace(first.at)})`;
    lines.push(`${tomlKey(path)} is ${shown(path, inUse, false)} all the same: ${who} says so`);
  }
  return lines;
}
