// Reading and writing the configuration. Source: the JSON Schemas of the app-server protocol, version 0.128.
import * as z from 'zod/mini';
import { Config } from './config-values.ts';
import { AbsolutePathBuf } from './scalars.ts';

export const MergeStrategy = z.enum(['replace', 'upsert']);
export type MergeStrategy = z.infer<typeof MergeStrategy>;

export const ConfigEdit = z.object({ keyPath: z.string(), mergeStrategy: MergeStrategy, value: z.unknown() });
export type ConfigEdit = z.infer<typeof ConfigEdit>;

export const ConfigBatchWriteParams = z.object({
  edits: z.array(ConfigEdit),
  expectedVersion: z.optional(z.nullable(z.string())),
  filePath: z.optional(z.nullable(z.string())),
  reloadUserConfig: z.optional(z.boolean()),
});
export type ConfigBatchWriteParams = z.infer<typeof ConfigBatchWriteParams>;

export const ConfigLayerSource = z.discriminatedUnion('type', [
  z.object({ type: z.literal('mdm'), domain: z.string(), key: z.string() }),
  z.object({ type: z.literal('system'), file: AbsolutePathBuf }),
  z.object({ type: z.literal('user'), file: AbsolutePathBuf }),
  z.object({ type: z.literal('project'), dotCodexFolder: AbsolutePathBuf }),
  z.object({ type: z.literal('sessionFlags') }),
  z.object({ type: z.literal('legacyManagedConfigTomlFromFile'), file: AbsolutePathBuf }),
  z.object({ type: z.literal('legacyManagedConfigTomlFromMdm') }),
]);
export type ConfigLayerSource = z.infer<typeof ConfigLayerSource>;

export const ConfigLayer = z.object({
  config: z.unknown(),
  disabledReason: z.optional(z.nullable(z.string())),
  name: ConfigLayerSource,
  version: z.string(),
});
export type ConfigLayer = z.infer<typeof ConfigLayer>;

export const ConfigLayerMetadata = z.object({ name: ConfigLayerSource, version: z.string() });
export type ConfigLayerMetadata = z.infer<typeof ConfigLayerMetadata>;

export const ConfigReadParams = z.object({
  cwd: z.optional(z.nullable(z.string())),
  includeLayers: z.optional(z.boolean()),
});
export type ConfigReadParams = z.infer<typeof ConfigReadParams>;

export const ConfigReadResponse = z.object({
  config: Config,
  layers: z.optional(z.nullable(z.array(ConfigLayer))),
  origins: z.record(z.string(), ConfigLayerMetadata),
});
export type ConfigReadResponse = z.infer<typeof ConfigReadResponse>;

export const ConfigValueWriteParams = z.object({
  expectedVersion: z.optional(z.nullable(z.string())),
  filePath: z.optional(z.nullable(z.string())),
  keyPath: z.string(),
  mergeStrategy: MergeStrategy,
  value: z.unknown(),
});
export type ConfigValueWriteParams = z.infer<typeof ConfigValueWriteParams>;

export const OverriddenMetadata = z.object({
  effectiveValue: z.unknown(),
  message: z.string(),
  overridingLayer: ConfigLayerMetadata,
});
export type OverriddenMetadata = z.infer<typeof OverriddenMetadata>;

export const WriteStatus = z.enum(['ok', 'okOverridden']);
export type WriteStatus = z.infer<typeof WriteStatus>;

export const ConfigWriteResponse = z.object({
  filePath: AbsolutePathBuf,
  overriddenMetadata: z.optional(z.nullable(OverriddenMetadata)),
  status: WriteStatus,
  version: z.string(),
});
export type ConfigWriteResponse = z.infer<typeof ConfigWriteResponse>;
