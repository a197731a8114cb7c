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

/** Rows as a table: each column but the last as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
