export { createRuntime } from './runtime.ts';
export type { ScopeOptions } from './scope.ts';
export { createScope } from './scope.ts';
export type {
  Generation,
  HookAnswer,
  PluginReport,
  PluginStatus,
  Problem,
  Runtime,
  RuntimeOptions,
} from './types.ts';
