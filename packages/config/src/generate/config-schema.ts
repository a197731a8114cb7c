import { configSchema } from '../schema/config.ts';
import { requirementsSchema } from '../schema/requirements.ts';
import { profileOnly, requirements, sections } from './descriptions/index.ts';
import type { KeyDoc, KeyDocs } from './descriptions/section.ts';
import { describe, isSchema, type JsonSchema, jsonSchemaOf, jsonSchemaOfFile } from './json-schema.ts';

/** The settings of a plugin: `[tenon.config."plugin.id"]`. */
export interface PluginTable {
  /** The plugin's id. */
  readonly key: string;
  /**
   * What `definePlugin` takes as `config`: a schema of zod, or one that has Standard JSON Schema. Of another one it is only
   * known that it is a table.
   */
  readonly schema: unknown;
}

export interface GenerateOptions {
  readonly plugins?: readonly PluginTable[];
}

const allDocs: KeyDocs = Object.assign({}, profileOnly, ...sections.map(({ keys }) => keys));

/** A profile's keys do what the same keys do above it. */
export const configDoc = (path: string): KeyDoc | undefined =>
  allDocs[path] ?? allDocs[path.replace(/^profiles\.\*\./, '')];
export const requirementDoc = (path: string): KeyDoc | undefined => requirements.keys[path];

export const pluginSchema = ({ schema }: PluginTable): JsonSchema => jsonSchemaOf(schema) ?? { type: 'object' };

/** The JSON Schema of `config.toml`, for editors: draft 7, each key with what it does. Unknown keys do not pass, as with `--strict-config`. */
export function configJsonSchema({ plugins = [] }: GenerateOptions = {}): JsonSchema {
  const schema = jsonSchemaOfFile(configSchema);
  describe(schema, configDoc);
  const own = Object.fromEntries(plugins.map((plugin) => [plugin.key, pluginSchema(plugin)]));
  const config = ['properties', 'tenon', 'properties', 'config'].reduce<unknown>(
    (at, key) => (isSchema(at) ? at[key] : undefined),
    schema,
  );
  if (isSchema(config)) config.properties = own;
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'config.toml', ...schema };
}

/** The JSON Schema of `requirements.toml`, as that of `config.toml` is. */
export function requirementsJsonSchema(): JsonSchema {
  const schema = jsonSchemaOfFile(requirementsSchema);
  describe(schema, requirementDoc);
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'requirements.toml', ...schema };
}
