// From zod to JSON Schema (draft 7), with references by name.
import * as z from 'zod/mini';
import type { $ZodType } from 'zod/v4/core';
import { isExperimental } from '../experimental.ts';

/** A JSON Schema of an object. A reference is `#/definitions/NAME`. */
export interface JsonSchema {
  [keyword: string]: unknown;
}

const prefix = '#/definitions/';
/** The name a reference points to, without its namespace. */
export const referenced = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

interface Drawn {
  readonly zodSchema: $ZodType;
  readonly jsonSchema: JsonSchema;
}

/** Leaves out the marked fields of an object, in place. */
function withoutExperimental({ zodSchema, jsonSchema }: Drawn): void {
  const { def } = zodSchema._zod;
  if (def.type !== 'object') return;
  const properties = jsonSchema.properties as Record<string, unknown> | undefined;
  for (const [name, field] of Object.entries((def as unknown as { shape: Record<string, $ZodType> }).shape)) {
    if (isExperimental(field)) delete properties?.[name];
  }
}

/** In place: what `int64` draws, in the word for it. */
function asInteger(jsonSchema: JsonSchema): void {
  jsonSchema.type = 'integer';
  delete jsonSchema.multipleOf;
}

/** The definition of each type. `experimental`: with the fields that are marked so. */
export function definitionsOf(
  types: ReadonlyMap<string, $ZodType>,
  { experimental }: { readonly experimental: boolean },
): Map<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, type] of types) registry.add(type, { id });
  const { schemas } = z.toJSONSchema(registry, {
    target: 'draft-7',
    io: 'input',
    uri: (id) => prefix + id,
    override: (drawn) => {
      const { jsonSchema } = drawn as Drawn;
      delete jsonSchema.propertyNames; // Keys of JSON are strings anyway.
      if (jsonSchema.multipleOf === 1) asInteger(jsonSchema);
      if (!experimental) withoutExperimental(drawn as Drawn);
    },
  });
  const definitions = new Map<string, JsonSchema>();
  for (const [name, { $schema: _, $id: __, ...schema }] of Object.entries(schemas as Record<string, JsonSchema>)) {
    definitions.set(name, schema);
  }
  return definitions;
}

/** Every name that a schema refers to, not only at its top. */
export function referencesOf(schema: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(schema)) for (const one of schema) referencesOf(one, found);
  else if (typeof schema === 'object' && schema !== null) {
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === '$ref' && typeof value === 'string') found.add(referenced(value));
      else referencesOf(value, found);
    }
  }
  return found;
}

/** The names, and every name they refer to, however far. */
export function reachable(names: Iterable<string>, definitions: ReadonlyMap<string, JsonSchema>): Set<string> {
  const reached = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name) || !definitions.has(name)) continue;
    reached.add(name);
    open.push(...referencesOf(definitions.get(name)));
  }
  return reached;
}

/** A copy whose references are what `to` makes of their names. */
export function redirected(schema: unknown, to: (name: string) => string): unknown {
  if (Array.isArray(schema)) return schema.map((one) => redirected(one, to));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) =>
      keyword === '$ref' && typeof value === 'string'
        ? [keyword, to(referenced(value))]
        : [keyword, redirected(value, to)],
    ),
  );
}
