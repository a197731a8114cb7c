import { definePlugin } from '@tenon/plugin-api';
import { marketplaces } from '@tenon/plugin-api/marketplace';
import { Config } from './config.ts';

/** Packages of npm registries, public and private, as plugins; and their scopes as marketplaces. */
export default definePlugin({
  id: 'tenon.marketplace-npm',
  config: Config,
  register: ({ config }) => [
    marketplaces.add('npm', async (scope) =>
      (await import('./npm-marketplaces.ts')).npmMarketplaces(config, scope.signal),
    ),
  ],
});
