import { type ExplainedSource, tomlValue } from '@tenon/config';
import { masked } from './secrets.ts';

/** A value on one line, as TOML writes it. */
export const shown = (path: readonly string[], value: unknown, showSecrets: boolean): string =>
  tomlValue(showSecrets ? value : masked(path, value));

/** The names of places, as the pages have them. */
export const KINDS: Readonly<Record<ExplainedSource['from'], string>> = {
  requirements: 'requirements',
  profile: 'profile',
  mdm: 'managed',
  legacyManagedConfigTomlFromMdm: 'managed',
  legacyManagedConfigTomlFromFile: 'managed',
  sessionFlags: 'session',
  project: 'project',
  user: 'user',
  system: 'system',
};

/** Characters. One long value does not push all the others aside. */
const WIDEST = 100;

/** No control character of a path or key reaches the terminal, and none that turns the direction of text. */
export const plain = (text: string): string => text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '?');

/** Rows as a table: each column as wide as its widest cell, within reason. */
export function columns(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(plain));
  const widths = (rows[0] ?? []).map((_, at) => Math.min(WIDEST, Math.max(...rows.map((row) => row[at]?.length ?? 0))));
  const line = (row: readonly string[]) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('');
}
