import { definePlugin } from '@tenon/plugin-api';
import { logger } from '@tenon/plugin-api/logger';
import { secrets } from '@tenon/plugin-api/secrets';
import { testPlugin } from '@tenon/testing/plugin';
import plugin from './index.ts';

const silent = () => {};

testPlugin(plugin, {
  config: { providers: { mock: { name: 'Mock', base_url: 'http://127.0.0.1:1/v1' } } },
  invalidConfig: { providers: { openai: { name: 'Mine' } } },
  others: [
    definePlugin({
      id: 'test.host',
      register: () => [
        secrets.provide(() => ({ get: async () => undefined })),
        logger.provide(() => ({ debug: silent, info: silent, warn: silent, error: silent })),
      ],
    }),
  ],
});
