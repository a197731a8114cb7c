import { testMarketplace } from '@tenon/testing/marketplace';
import { Config } from '../src/config.ts';
import { npmMarketplaces } from '../src/npm-marketplaces.ts';
import { registry } from './registry.ts';

testMarketplace({
  name: 'npm',
  async create(scope) {
    const server = await registry();
    server.publish('@acme/one', '1.0.0');
    const npmrc = { '@acme:registry': server.url, '@nowhere:registry': 'http://127.0.0.1:1/' };
    return {
      kind: npmMarketplaces(Config.parse({ npmrc }), scope.signal),
      location: { source: '@acme' },
      nowhere: { source: '@nowhere' },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
});
