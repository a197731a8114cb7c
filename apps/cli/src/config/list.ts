import { type ConfigExplainer, tomlKey } from '@tenon/config';
import type { ShowOptions } from './explain.ts';
import { masked, maskedPlace } from './secrets.ts';
import { columns, KINDS, plain, shown } from './show.ts';

/** Paths of the values of a table; an empty table is one, and arrays are not taken apart. */
function leaves(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const isTable = typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
  if (!isTable || (path.length > 0 && Object.keys(value).length === 0)) return [path];
  return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, key]));
}

/** What `tenon config list` prints: TOML, a key a line, each with where it comes from. */
export function listed({ config, explain, ignored }: ConfigExplainer, { json, showSecrets }: ShowOptions): string {
  const rows = leaves(config).map((path) => {
    const { value, sources } = explain(path);
    const [{ from, at } = { from: 'user' as const, at: '' }] = sources;
    return { path, value, from, at: showSecrets ? at : maskedPlace(at) };
  });
  if (json) {
    const values = rows.map(({ path, value, from, at }) => ({
      key: tomlKey(path),
      value: showSecrets ? value : masked(path, value),
      from,
      at,
    }));
    return `${JSON.stringify(values, null, 2)}\n`;
  }
  const lines = columns(
    rows.map(({ path, value, from, at }) => [
      `${tomlKey(path)} = ${shown(path, value, showSecrets)}`,
      `# ${KINDS[from]}: ${at}`,
    ]),
  );
  return lines + ignored.map(({ file, reason }) => `# not read: ${plain(file)}\n#   ${plain(reason)}\n`).join('');
}
