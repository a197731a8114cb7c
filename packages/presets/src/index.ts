export { defaultPluginConfig, type PluginConfigOptions } from './config.ts';
export { defaultPlugins } from './default.ts';
export { defaultSandbox } from './default-sandbox.ts';
