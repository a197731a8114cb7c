export type { Detected } from './detect.ts';
export { detect } from './detect.ts';
export { importItems } from './import-items.ts';
export type { ConfigAddition, ConfigContent, ConfigFiles, ExternalAgentOptions } from './options.ts';
