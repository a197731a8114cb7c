import { readFileSync } from 'node:fs';
import type { Options } from 'tsup';

/** The entries of a library: every `@tenon/source` of its `exports`, by the name of the file it becomes in dist. */
function entriesOf(exportsField: Record<string, Record<string, string>>): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const target of Object.values(exportsField)) {
    const source = target['@tenon/source'];
    const built = target.default;
    if (source && built) entries[built.replace(/^\.\/dist\//, '').replace(/\.js$/, '')] = source;
  }
  return entries;
}

/** tsup options of a published library: ESM for Node 22.18 and later, one entry for each export, no declarations (tsc makes them). */
export function library(options: Options = {}): Options {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  return {
    entry: entriesOf(manifest.exports ?? {}),
    format: 'esm',
    target: 'node22.18',
    platform: 'node',
    dts: false,
    clean: false,
    splitting: true,
    sourcemap: false,
    treeshake: true,
    silent: true,
    ...options,
  };
}
