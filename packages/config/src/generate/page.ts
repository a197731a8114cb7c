import { configJsonSchema, type GenerateOptions, pluginSchema, requirementsJsonSchema } from './config-schema.ts';
import { requirements, sections } from './descriptions/index.ts';
import type { KeyDocs } from './descriptions/section.ts';
import { type JsonSchema, type Node, nodesOf, typeOf } from './json-schema.ts';
import { usedConfigKeys, usedRequirementKeys } from './used-keys.ts';

/** Whether a path is that of a key in a table, or in the tables of an array. */
const isBelow = (path: string, table: string): boolean =>
  path.startsWith(table) && /^(\.|\[\])/.test(path.slice(table.length));

const isUsed = (path: string, keys: readonly string[]): boolean =>
  keys.some((used) => {
    const whole = used.endsWith('.**') ? used.slice(0, -3) : undefined;
    return path === (whole ?? used) || isBelow(used, path) || (whole !== undefined && isBelow(path, whole));
  });

const inCell = (text: string): string => text.replaceAll('|', '\\|');

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

interface Row {
  readonly path: string;
  readonly type: string;
  readonly byDefault: string;
  readonly does: string;
}

const rowOf = (path: string, node: JsonSchema): Row => ({
  path,
  type: typeOf(node),
  byDefault: node.default === undefined ? '' : `\`${JSON.stringify(node.default)}\``,
  does: typeof node.description === 'string' ? node.description : '',
});

const cells = ({ path, type, byDefault, does }: Row): string[] => [`\`${path}\``, type, byDefault, does].map(inCell);

/** The rows without those below a table that has the same keys as an earlier one: it names that one. */
function withoutRepeats(rows: readonly Row[], seen: Map<string, string>): Row[] {
  const left = new Set<Row>();
  return rows.flatMap((row) => {
    if (left.has(row)) return [];
    const inside = rows.filter(({ path }) => isBelow(path, row.path));
    if (inside.length < LEAST_REPEAT) return [row];
    const same = JSON.stringify(inside.map((one) => ({ ...one, path: one.path.slice(row.path.length) })));
    const first = seen.get(same);
    if (first === undefined) {
      seen.set(same, row.path);
      return [row];
    }
    for (const one of inside) left.add(one);
    return [{ ...row, does: `${row.does} Its keys are those of \`${first}\`.` }];
  });
}

const LEAST_REPEAT = 3;

const HEADS = ['key', 'type', 'default', 'what it does'] as const;

function keysTable(
  keys: KeyDocs,
  nodes: ReadonlyMap<string, Node>,
  used: readonly string[],
  seen: Map<string, string>,
): string {
  const rows = Object.keys(keys).flatMap((path) => {
    const found = nodes.get(path);
    return found ? [rowOf(path, found.node)] : [];
  });
  return table(
    [...HEADS, 'used'],
    withoutRepeats(rows, seen).map((row) => [...cells(row), isUsed(row.path, used) ? 'yes' : '']),
  );
}

/** The page `config.md`: every key of `config.toml` and `requirements.toml`, and of plugins' tables. Markdown. */
export function configPage(options: GenerateOptions = {}): string {
  const config = new Map(nodesOf(configJsonSchema(options)));
  const required = new Map(nodesOf(requirementsJsonSchema()));
  const seen = new Map<string, string>();
  const parts = sections.map(({ title, keys }) => `## ${title}\n\n${keysTable(keys, config, usedConfigKeys, seen)}`);
  const profileKeys = [...config.keys()].flatMap((path) => /^profiles\.\*\.([^.[]+)$/.exec(path)?.[1] ?? []);
  const plugins = (options.plugins ?? []).map((plugin) => {
    const rows = nodesOf(pluginSchema(plugin)).filter(([, { isKey }]) => isKey);
    return `### \`[tenon.config."${plugin.key}"]\`\n\n${table(
      HEADS,
      rows.map(([path, { node }]) => cells(rowOf(path, node))),
    )}`;
  });
  return `${[
    INTRODUCTION,
    ...parts,
    ...(plugins.length > 0 ? ['## Plugins', ...plugins] : []),
    `## Profiles\n\n\`[profiles.<name>]\` takes these keys; they beat those of the top level while the profile is chosen: ${profileKeys
      .map((key) => `\`${key}\``)
      .join(', ')}.`,
    `## requirements.toml\n\nWhat an administrator demands.\n\n${keysTable(
      requirements.keys,
      required,
      usedRequirementKeys,
      new Map(),
    )}`,
  ].join('\n\n')}\n`;
}

const INTRODUCTION = `# Configuration

Every key of \`config.toml\` that Codex 0.128 reads, and Tenon's own table. A test of \`@tenon/config\` writes this page from the schemas. The same as a JSON Schema for editors: \`configJsonSchema()\` of \`@tenon/config/generate\`.

Every key is optional. \`*\` stands for a name that is yours, \`[]\` for an item of an array. "used" says whether Tenon does something with the key, or with some of the keys of the table. The others are read and checked, for they are Codex's, and have no effect yet.`;
