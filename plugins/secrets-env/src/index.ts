import { definePlugin } from '@tenon/plugin-api';
import { secrets } from '@tenon/plugin-api/secrets';
import { SecretsEnvConfig } from './config.ts';

/** Keys and tokens from environment variables. */
export default definePlugin({
  id: 'tenon.secrets-env',
  config: SecretsEnvConfig,
  register: ({ config }) => [
    // An empty variable is how shells say that there is none.
    secrets.provide(() => ({
      get: async (name) => (Object.hasOwn(config.env, name) && config.env[name]) || undefined,
    })),
  ],
});
