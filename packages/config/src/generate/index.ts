// Generation: JSON Schemas for editors, and the page that lists every key. No start loads it.
export type { GenerateOptions, PluginTable } from './config-schema.ts';
export { configJsonSchema, requirementsJsonSchema } from './config-schema.ts';
export type { JsonSchema } from './json-schema.ts';
export { configPage } from './page.ts';
