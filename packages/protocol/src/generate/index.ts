// Generation: JSON Schemas, TypeScript bindings, and the schema of a rollout line. Loads every family.
import * as z from 'zod/mini';
import { envelopes } from './envelopes.ts';
import { type JsonSchema, reachable, redirected, referencesOf } from './json-schema.ts';
import { rootNames } from './namespaces.ts';
import { type GenerateOptions, protocol } from './protocol.ts';
import { typeScriptOf } from './typescript.ts';

export type { JsonSchema } from './json-schema.ts';
export type { ExtraMethod, GenerateOptions } from './protocol.ts';

const draft = 'http://json-schema.org/draft-07/schema#';

/** `path` is relative, with `/`. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

const json = (path: string, schema: JsonSchema): GeneratedFile => ({
  path,
  text: `${JSON.stringify(schema, null, 2)}\n`,
});

/** Everything in one schema, as the peer lays it out: `definitions`, and in it `v2`, a table of definitions. */
export async function jsonSchemaBundle(options: GenerateOptions = {}): Promise<JsonSchema> {
  const all = await protocol(options);
  const root = rootNames(all);
  const point = (name: string) => (root.has(name) ? `#/definitions/${name}` : `#/definitions/v2/${name}`);
  const at = (inRoot: boolean) =>
    [...all.definitions]
      .filter(([name]) => root.has(name) === inRoot)
      .map(([name, schema]) => [name, redirected(schema, point)]);
  const messages = [...envelopes(all)].map(([name, schema]) => [name, redirected(schema, point)]);
  return {
    $schema: draft,
    definitions: {
      ...Object.fromEntries([...at(true), ...messages].sort(byName)),
      v2: Object.fromEntries(at(false).sort(byName)),
    },
    type: 'object',
  };
}
const byName = ([a]: unknown[], [b]: unknown[]) => ((a as string) < (b as string) ? -1 : 1);

/**
 * The bundle, and a schema that stands on its own for each union of messages, for what each method takes and gives,
 * and for each notification. Throws when two different types have one name.
 */
export async function jsonSchemas(options: GenerateOptions = {}): Promise<GeneratedFile[]> {
  const all = await protocol(options);
  const root = rootNames(all);
  const messages = envelopes(all);
  const methods = [...all.clientRequests, ...all.serverRequests, ...all.notifications];
  const names = new Set(methods.flatMap(({ params, result }) => [params, result]).filter((name) => name !== undefined));
  const alone = (schema: JsonSchema): JsonSchema => {
    const used = [...reachable(referencesOf(schema), all.definitions)].sort();
    if (used.length === 0) return { $schema: draft, ...schema };
    return {
      $schema: draft,
      ...schema,
      definitions: Object.fromEntries(used.map((name) => [name, all.definitions.get(name)])),
    };
  };
  return [
    json('codex_app_server_protocol.schemas.json', await jsonSchemaBundle(options)),
    ...[...messages].map(([name, schema]) => json(`${name}.json`, alone(schema))),
    ...[...names]
      .sort()
      .map((name) => json(`${root.has(name) ? '' : 'v2/'}${name}.json`, alone(all.definitions.get(name) ?? {}))),
  ];
}

/** TypeScript bindings: `index.ts` with every type and the tables of methods. Throws when two different types have one name. */
export async function typeScript(options: GenerateOptions = {}): Promise<GeneratedFile[]> {
  const all = await protocol(options);
  return [{ path: 'index.ts', text: typeScriptOf(all, envelopes(all)) }];
}

/** The schema of one line of a rollout. */
export async function rolloutSchema(): Promise<JsonSchema> {
  const { RolloutLine } = await import('../rollout.ts');
  return { ...z.toJSONSchema(RolloutLine, { target: 'draft-7', io: 'input' }) };
}

/** The JSON Schema of a schema that zod made, as `ExtraMethod` wants it. undefined for one of another library. */
export function jsonSchemaOf(schema: unknown): JsonSchema | undefined {
  if (typeof schema !== 'object' || schema === null || !('_zod' in schema)) return undefined;
  const { $schema: _, ...rest } = z.toJSONSchema(schema as z.ZodMiniType, { target: 'draft-7', io: 'input' });
  return rest;
}
