import { testMarketplace } from '@tenon/testing/marketplace';
import { Config } from '../src/config.ts';
import { gitMarketplaces } from '../src/git-marketplaces.ts';
import { gitServer } from './git-server.ts';

/** Two kinds of entry: in the marketplace's own repository, and in another one, which here is the same. */
for (const own of [true, false])
  testMarketplace({
    name: own ? 'git' : 'git, of another repository',
    async create(scope) {
      const server = await gitServer();
      const source = own ? './p' : { source: 'git-subdir', url: server.url, path: 'p' };
      const file = JSON.stringify({ name: 'm', plugins: [{ name: 'p', source }] });
      await server.commit({ '.agents/plugins/marketplace.json': file, 'p/x': '' });
      return {
        kind: gitMarketplaces(Config.parse({ env: { PATH: process.env.PATH } }), scope.signal),
        location: { source: server.url },
        nowhere: { source: `${server.url}/nowhere` },
        [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
      };
    },
  });
