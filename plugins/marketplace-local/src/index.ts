import { definePlugin } from '@tenon/plugin-api';
import { marketplaces } from '@tenon/plugin-api/marketplace';
import { Config } from './config.ts';

/** Marketplaces in folders of this machine: those that are configured, the user's and the projects'. */
export default definePlugin({
  id: 'tenon.marketplace-local',
  config: Config,
  register: ({ config }) => [
    marketplaces.add('local', async () => (await import('./local-marketplaces.ts')).localMarketplaces(config)),
  ],
});
