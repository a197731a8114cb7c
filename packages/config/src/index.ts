export type { ConfigWarning, LoadedConfig, LoadOptions } from './load.ts';
export { loadConfig } from './load.ts';
export { parseOverride } from './parse-override.ts';
export type { ConfigToml } from './schema/config.ts';
