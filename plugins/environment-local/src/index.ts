import { definePlugin } from '@tenon/plugin-api';
import { environments } from '@tenon/plugin-api/environment';
import { EnvironmentLocalConfig } from './config.ts';
import { createLocalEnvironments } from './local-environment.ts';

export type { EnvironmentLocalConfig, ShellEnvironmentPolicy } from './config.ts';

/** This machine's files and processes. */
export default definePlugin({
  id: 'tenon.environment-local',
  config: EnvironmentLocalConfig,
  register: ({ config }) => [environments.provide((scope) => createLocalEnvironments(config, scope))],
});
