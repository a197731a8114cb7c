import { definePlugin } from '@tenon/plugin-api';
import { marketplaces } from '@tenon/plugin-api/marketplace';
import { Config } from './config.ts';

/** Marketplaces and plugins in git repositories: any that the user's git can reach. */
export default definePlugin({
  id: 'tenon.marketplace-git',
  config: Config,
  register: ({ config }) => [
    marketplaces.add('git', async (scope) =>
      (await import('./git-marketplaces.ts')).gitMarketplaces(config, scope.signal),
    ),
  ],
});
