import * as z from 'zod/mini';
import type { LazyTable } from '../schema/lazy-table.ts';
import type { KeyDoc } from './descriptions/section.ts';

/** A JSON Schema of an object, draft 7: the one that editors of TOML read (Taplo, Even Better TOML). */
export interface JsonSchema {
  [keyword: string]: unknown;
}

export const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const draft = { target: 'draft-07', io: 'input', unrepresentable: 'any' } as const;

/** The JSON Schema of a schema: of zod, or of another library that says it by Standard JSON Schema; undefined when none says it. */
export function jsonSchemaOf(schema: unknown): JsonSchema | undefined {
  if (!isSchema(schema) && typeof schema !== 'function') return undefined;
  if ('_zod' in schema) return tidy(z.toJSONSchema(schema as unknown as z.ZodMiniType, draft));
  const standard = (schema as { '~standard'?: { jsonSchema?: { input?: (options: object) => JsonSchema } } })[
    '~standard'
  ];
  const drawn = standard?.jsonSchema?.input?.({ target: 'draft-07' });
  return drawn && tidy(drawn);
}

/** A copy of its own, without what says nothing: keys of TOML are strings, and its integers are bounded anyway. */
function tidy({ $schema: _, ...schema }: JsonSchema): JsonSchema {
  const without = (key: string, value: unknown) =>
    key === 'propertyNames' || (typeof value === 'number' && Math.abs(value) === Number.MAX_SAFE_INTEGER);
  return JSON.parse(JSON.stringify(schema, (key, value) => (without(key, value) ? undefined : value)));
}

/** The JSON Schema of a file. Its tables have no other keys than these. */
export function jsonSchemaOfFile(keys: LazyTable): JsonSchema {
  const shape = Object.fromEntries(Object.entries(keys).map(([key, make]) => [key, z.optional(make())]));
  const text = JSON.stringify(jsonSchemaOf(z.object(shape)));
  return JSON.parse(text, (_, value) =>
    isSchema(value) && value.type === 'object' && value.properties ? { additionalProperties: false, ...value } : value,
  );
}

export interface Node {
  readonly node: JsonSchema;
  /** A key that its table names, not a name of the user or an item. */
  readonly isKey: boolean;
}

/** What is below a schema, by path: `mcp_servers.*.args`, `hooks.Stop[].matcher`. `*` is a name of the user, `[]` an item. */
export function nodesOf(schema: JsonSchema): [path: string, Node][] {
  const below = (at: JsonSchema, path: string): [string, Node][] => {
    const child = (name: string, node: unknown, isKey: boolean): [string, Node][] =>
      isSchema(node) ? [[name, { node, isKey }], ...below(node, name)] : [];
    const dot = path && `${path}.`;
    const properties = isSchema(at.properties) ? at.properties : {};
    return [
      ...Object.entries(properties).flatMap(([key, node]) => child(`${dot}${key}`, node, true)),
      ...child(`${dot}*`, at.additionalProperties, false),
      ...child(`${path}[]`, at.items, false),
      ...(Array.isArray(at.anyOf) ? at.anyOf : []).flatMap((option) => (isSchema(option) ? below(option, path) : [])),
    ];
  };
  return below(schema, '');
}

/** Says at each key what it does. */
export function describe(schema: JsonSchema, docOf: (path: string) => KeyDoc | undefined): void {
  for (const [path, { node, isKey }] of nodesOf(schema)) {
    const doc = isKey ? docOf(path) : undefined;
    if (doc === undefined) continue;
    const [does, byDefault] = typeof doc === 'string' ? [doc, undefined] : doc;
    node.description = does;
    if (byDefault !== undefined) node.default = byDefault;
  }
}

/** What a key takes, in words. */
export function typeOf(node: JsonSchema): string {
  if (Array.isArray(node.enum)) return node.enum.map((word) => `\`${JSON.stringify(word)}\``).join(', ');
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (Array.isArray(node.anyOf)) return [...new Set(node.anyOf.filter(isSchema).map(typeOf))].join(' or ');
  if (node.type === 'array') return isSchema(node.items) ? `array of ${plural(typeOf(node.items))}` : 'array';
  if (node.type === 'object') {
    const { additionalProperties: values } = node;
    if (node.properties || !isSchema(values)) return 'table';
    const kind = typeOf(values);
    return kind === 'any' ? 'table' : `table of ${plural(kind)}`;
  }
  if (node.type !== 'integer' && node.type !== 'number') return typeof node.type === 'string' ? node.type : 'any';
  const from = typeof node.minimum === 'number' ? ` from ${node.minimum}` : '';
  const to = typeof node.maximum === 'number' ? ` to ${node.maximum}` : '';
  return `${node.type}${from}${to}`;
}

const plural = (kind: string): string => (/^[a-z]+$/.test(kind) ? `${kind}s` : kind);
