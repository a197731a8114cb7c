import { definePlugin } from '@tenon/plugin-api';
import { secrets } from '@tenon/plugin-api/secrets';
import { SecretsEnvConfig } from './config.ts';

/** The one secret that `auth.json` has a place for. */
const STORED = 'OPENAI_API_KEY';

/** Keys and tokens from environment variables, and the API key of a login from `auth.json`. */
export default definePlugin({
  id: 'tenon.secrets-env',
  config: SecretsEnvConfig,
  register: ({ config: { env, home } }) => [
    secrets.provide(() => {
      // An empty variable is how shells say that there is none.
      const fromEnv = (name: string) => (Object.hasOwn(env, name) && env[name]) || undefined;
      if (home === undefined) return { get: async (name) => fromEnv(name) };
      return {
        get: async (name) => {
          const found = fromEnv(name);
          if (found || name !== STORED) return found;
          const { storedKey } = await import('./auth-file.ts');
          return storedKey(home);
        },
        set: async (name, value) => {
          const { storeKey, notStored } = await import('./auth-file.ts');
          if (name !== STORED) throw notStored(name, STORED);
          await storeKey(home, value);
        },
      };
    }),
  ],
});
