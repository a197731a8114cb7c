import { configJsonSchema, type GenerateOptions, pluginSchema, requirementsJsonSchema } from './config-schema.ts';
import { requirements, sections } from './descriptions/index.ts';
import { type JsonSchema, nodesOf, typeOf } from './json-schema.ts';
import { usedConfigKeys } from './used-keys.ts';

const isUsed = (path: string): boolean =>
  usedConfigKeys.some((used) => {
    const whole = used.endsWith('.**') ? used.slice(0, -3) : undefined;
    return path === (whole ?? used) || used.startsWith(`${path}.`) || (whole && path.startsWith(`${whole}.`));
  });

const inCell = (text: string): string => text.replaceAll('|', '\\|');

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const cells = (path: string, node: JsonSchema): string[] => [
  `\`${path}\``,
  inCell(typeOf(node)),
  node.default === undefined ? '' : inCell(`\`${JSON.stringify(node.default)}\``),
  inCell(typeof node.description === 'string' ? node.description : ''),
];

const HEADS = ['key', 'type', 'default', 'what it does'] as const;

/** The page `config.md`: every key of `config.toml` and `requirements.toml`, and of plugins' tables. Markdown. */
export function configPage(options: GenerateOptions = {}): string {
  const config = new Map(nodesOf(configJsonSchema(options)));
  const required = new Map(nodesOf(requirementsJsonSchema()));
  const rowsOf = (keys: object, nodes: typeof config) =>
    Object.keys(keys).flatMap((path) => {
      const found = nodes.get(path);
      return found ? [{ path, cells: cells(path, found.node) }] : [];
    });
  const parts = sections.map(
    ({ title, keys }) =>
      `## ${title}\n\n${table(
        [...HEADS, 'used'],
        rowsOf(keys, config).map((row) => [...row.cells, isUsed(row.path) ? 'yes' : '']),
      )}`,
  );
  const profileKeys = [...config.keys()].flatMap((path) => /^profiles\.\*\.([^.]+)$/.exec(path)?.[1] ?? []);
  const plugins = (options.plugins ?? []).map((plugin) => {
    const rows = nodesOf(pluginSchema(plugin)).filter(([, { isKey }]) => isKey);
    return `### \`[tenon.config."${plugin.key}"]\`\n\n${table(
      HEADS,
      rows.map(([path, { node }]) => cells(path, node)),
    )}`;
  });
  return `${[
    INTRODUCTION,
    ...parts,
    ...(plugins.length > 0 ? ['## Plugins', ...plugins] : []),
    `## Profiles\n\n\`[profiles.<name>]\` takes these keys; they beat those of the top level while the profile is chosen: ${profileKeys
      .map((key) => `\`${key}\``)
      .join(', ')}.`,
    `## requirements.toml\n\nWhat an administrator demands. Every key is optional.\n\n${table(
      HEADS,
      rowsOf(requirements.keys, required).map((row) => row.cells),
    )}`,
  ].join('\n\n')}\n`;
}

const INTRODUCTION = `# Configuration

Every key of \`config.toml\` that Codex 0.128 reads, and Tenon's own table. A test of \`@tenon/config\` writes this page from the schemas. The same as a JSON Schema for editors: \`configJsonSchema()\` of \`@tenon/config/generate\`.

Every key is optional. \`*\` stands for a name that is yours, \`[]\` for an item of an array. "used" says whether Tenon does something with the key, or with some of the keys of the table. The others are read and checked, for they are Codex's, and have no effect yet.`;
