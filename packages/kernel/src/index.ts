export { createScope, type ScopeOptions } from '@tenon/plugin-api';
export { createRuntime } from './runtime.ts';
export type {
  Generation,
  HookAnswer,
  PluginReport,
  PluginStatus,
  Problem,
  Runtime,
  RuntimeOptions,
} from './types.ts';
