import { testEnvironment } from '@tenon/testing/environment';
import { EnvironmentLocalConfig } from './config.ts';
import { createLocalEnvironments } from './local-environment.ts';

testEnvironment('local', {
  make: (scope) => createLocalEnvironments(EnvironmentLocalConfig.parse({ env: { PATH: '/usr/bin:/bin' } }), scope),
});
