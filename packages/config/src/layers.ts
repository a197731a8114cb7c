import { dirname } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { judge } from './judge.ts';
import type { ConfigWarning } from './load.ts';
import { merge } from './merge.ts';
import { type Override, readOverride } from './override.ts';
import { parseFile } from './parse-file.ts';
import { resolvePaths } from './paths.ts';
import type { ConfigToml } from './schema/config.ts';
import { emptyTable, type Table, tableOf } from './table.ts';

/** Lays the overrides over the file, each with its paths made absolute, and judges the whole. */
export function layered(
  file: string,
  text: string | null,
  texts: readonly string[],
): { config: ConfigToml; warnings: ConfigWarning[] } {
  const overrides = texts.map((one): Override => ({ text: one, ...readOverride(one, { parse, TomlError }) }));
  const table: Table = text === null ? emptyTable() : parseFile(file, text);
  let merged = resolvePaths(table, dirname(file));
  for (const one of overrides) merged = merge(merged, resolvePaths(tableOf(one.path, one.value), process.cwd()));
  return judge(merged, { file, text: text ?? '', table, overrides });
}
