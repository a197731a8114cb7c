import { testMarketplace } from '@tenon/testing/marketplace';
import { temporaryFolder } from '@tenon/testing/tool';
import { Config } from './config.ts';
import { localMarketplaces } from './local-marketplaces.ts';

testMarketplace({
  name: 'local',
  async create() {
    const folder = await temporaryFolder({
      '.agents/plugins/marketplace.json': '{"name":"m","plugins":[{"name":"p","source":"./p"}]}',
      'p/x': '',
    });
    return {
      kind: localMarketplaces(Config.parse({})),
      location: { source: folder.path },
      nowhere: { source: `${folder.path}/nowhere` },
      [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    };
  },
});
