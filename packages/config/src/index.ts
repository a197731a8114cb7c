export type { ConfigLayer } from './layer-stack.ts';
export type { ConfigWarning, LoadedConfig, LoadOptions } from './load.ts';
export { loadConfig } from './load.ts';
export { parseOverride } from './parse-override.ts';
export type { ConfigReading, ReadOptions } from './read-config.ts';
export { readConfig } from './read-config.ts';
export type { ConfigToml } from './schema/config.ts';
export { writeConfig } from './write.ts';
export type { WriteOptions } from './write-options.ts';
