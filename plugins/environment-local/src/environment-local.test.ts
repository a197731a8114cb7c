import { testEnvironment } from '@tenon/testing/environment';
import { testPlugin } from '@tenon/testing/plugin';
import { EnvironmentLocalConfig } from './config.ts';
import plugin from './index.ts';
import { createLocalEnvironments } from './local-environment.ts';

testPlugin(plugin, { config: { env: process.env }, invalidConfig: { env: 'PATH=/bin' } });

testEnvironment('local', {
  make: (scope) => createLocalEnvironments(EnvironmentLocalConfig.parse({ env: { PATH: '/usr/bin:/bin' } }), scope),
});
